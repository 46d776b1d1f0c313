import { Fault } from "@millrace/kernel";

/** Runs one of an operator's commands, and ends the process as it says: with 0, or with 1 when something is not as it should be. */
export async function command(run: (args: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2));
  } catch (error) {
    // A sentence where there is one for a person; the stack where it is our mistake.
    const told = error instanceof Fault ? error.message : error instanceof Error ? error.stack : error;
    process.stderr.write(`\n${told}\n`);
    process.exitCode = 1;
  }
}

/** Of a command without options: how to end when it was not simply called; null when it was. Tells how to call it. */
export function answerOptions(args: readonly string[], usage: string): number | null {
  const [first] = args.filter((arg) => arg !== "--");
  if (first === undefined) return null;
  if (first === "--help" || first === "-h") {
    process.stdout.write(usage);
    return 0;
  }
  process.stderr.write(`\nThere is no option ${first}.\n${usage}`);
  return 1;
}
