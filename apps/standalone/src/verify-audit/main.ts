import { anchorChains } from "@millrace/audit";
import { loadStandaloneConfig } from "@millrace/config";
import { systemClock as clock } from "@millrace/kernel";
import { reachInstallation } from "../add-model/reach-installation.ts";
import { answerOptions, command } from "../command.ts";
import { progress } from "../progress.ts";
import { describeTeam } from "./describe-team.ts";

const USAGE = `
  pnpm audit:verify

  Checks the audit log of every team, whether Millrace runs or not, and ends with 1 when one was tampered with.
  Where each log stands is kept in audit-anchors.jsonl in the data folder: keep a copy on another machine.
`;

async function run(args: readonly string[]): Promise<number> {
  const ended = answerOptions(args, USAGE);
  if (ended !== null) return ended;
  const installation = await progress("data folder", () => reachInstallation(loadStandaloneConfig()));
  try {
    const { database, home } = installation;
    const ctx = { database, clock, homeFolder: home.folder };
    const { teams, broken, unreadable } = await anchorChains(ctx, (verified) =>
      process.stdout.write(`${describeTeam(verified)}\n`),
    );
    if (unreadable > 0)
      process.stderr.write(`\n${unreadable} lines of audit-anchors.jsonl cannot be read.\n`);
    process.stdout.write(`\n${teams - broken} whole, ${broken} broken\n`);
    return broken === 0 ? 0 : 1;
  } finally {
    await installation.close();
  }
}

await command(run);
