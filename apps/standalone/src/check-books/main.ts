import { checkBooks } from "@millrace/billing";
import { loadStandaloneConfig } from "@millrace/config";
import { reachInstallation } from "../add-model/reach-installation.ts";
import { answerOptions, command } from "../command.ts";
import { progress } from "../progress.ts";
import { describeBooks, HEADER } from "./describe-books.ts";

const USAGE = `
  pnpm books

  Proves, team by team and whether Millrace runs or not, that every pico that was used is charged, that every charge is on an
  invoice or will be, and that limits and credit counted the same. Names what differs, and ends with 1 when something does.
`;

async function run(args: readonly string[]): Promise<number> {
  const ended = answerOptions(args, USAGE);
  if (ended !== null) return ended;
  const installation = await progress("data folder", () => reachInstallation(loadStandaloneConfig()));
  try {
    let balanced = 0;
    let differing = 0;
    process.stdout.write(HEADER);
    for await (const books of checkBooks(installation)) {
      process.stdout.write(describeBooks(books));
      if (books.isBalanced) balanced += 1;
      else differing += 1;
    }
    process.stdout.write(`\n${balanced} balanced, ${differing} differing\n`);
    return differing === 0 ? 0 : 1;
  } finally {
    await installation.close();
  }
}

await command(run);
