import { type Anchor, appendAnchors, readAnchors, type VerifiedTeam, verifyChains } from "@millrace/audit";
import type { Database } from "@millrace/db";
import type { Clock } from "@millrace/kernel";
import { describeTeam, isWhole } from "./describe-team.ts";

type Parts = { database: Database; homeFolder: string; clock: Clock };

export type Verdict = { teams: number; broken: number; unreadable: number };

/**
 * Checks every team's log against itself and against what was anchored in the data folder, and tells of each by `tell`.
 * What is whole is anchored, so that the next check finds whatever is done to it until then.
 */
export async function verifyAudit(
  { database, homeFolder, clock }: Parts,
  tell: (line: string) => void,
): Promise<Verdict> {
  const { byTeam, unreadable } = await readAnchors(homeFolder);
  const fresh: Anchor[] = [];
  let [teams, broken] = [0, 0];
  for await (const verified of verifyChains({ database, clock }, byTeam)) {
    tell(describeTeam(verified));
    teams += 1;
    if (!isWhole(verified)) broken += 1;
    const anchor = anchorFor(verified, clock.now());
    if (anchor !== null) fresh.push(anchor);
  }
  await appendAnchors(homeFolder, fresh);
  return { teams, broken, unreadable };
}

/** Null where the log is not whole, or where it stands has been anchored before. */
function anchorFor(verified: VerifiedTeam, at: Date): Anchor | null {
  if (verified.kind !== "verified") return null;
  const { team, report } = verified;
  const { head, broken, anchor } = report;
  if (head === null || broken !== null || head.sequence === anchor?.sequence) return null;
  return { teamId: team.id, ...head, at };
}
