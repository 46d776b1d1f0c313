/** `pnpm rehearse`: a billing year of 50 teams with mischief, and its books. Ends with 1 when anything was lost or counted twice. */
import { parseArgs } from "node:util";
import { rehearseApart } from "./rehearse-apart.ts";
import { writeBooks } from "./write-books.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(1 + Math.floor(Math.random() * 1_000_000)) },
    teams: { type: "string", default: "50" },
    days: { type: "string", default: "365" },
    verbose: { type: "boolean", default: false },
  },
});
const asked = { seed: Number(values.seed), teams: Number(values.teams), days: Number(values.days) };

const began = performance.now();
process.stdout.write(`seed ${asked.seed}: ${asked.teams} teams, ${asked.days} days\n`);
const rehearsed = await rehearseApart(asked, (line) => {
  if (values.verbose) process.stderr.write(`${line}\n`);
});
writeBooks(rehearsed, { seconds: (performance.now() - began) / 1_000 });
process.exitCode = rehearsed.findings.length === 0 ? 0 : 1;
