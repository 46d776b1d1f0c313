import { checkBooks } from "@millrace/billing";
import { loadStandaloneConfig } from "@millrace/config";
import { Fault } from "@millrace/kernel";
import { reachInstallation } from "../add-model/reach-installation.ts";
import { progress } from "../progress.ts";
import { describeBooks, HEADER } from "./describe-books.ts";

const USAGE = `
  pnpm books

  Proves, team by team and whether Millrace runs or not, that every pico that was used is charged, that every charge is on an
  invoice or will be, and that limits and credit counted the same. Names what differs, and ends with 1 when something does.
`;

async function run(args: readonly string[]): Promise<number> {
  const [first] = args.filter((arg) => arg !== "--");
  if (first !== undefined) {
    const isHelp = first === "--help" || first === "-h";
    (isHelp ? process.stdout : process.stderr).write(
      isHelp ? USAGE : `\nThere is no option ${first}.\n${USAGE}`,
    );
    return isHelp ? 0 : 1;
  }
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

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // A sentence where there is one for a person; the stack where it is our mistake.
  const told = error instanceof Fault ? error.message : error instanceof Error ? error.stack : error;
  process.stderr.write(`\n${told}\n`);
  process.exitCode = 1;
}
