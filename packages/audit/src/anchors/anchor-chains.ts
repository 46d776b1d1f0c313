import { type ChecksContext, type VerifiedTeam, verifyChains } from "../chain/verify-chain.ts";
import type { Anchor } from "./anchor.ts";
import { appendAnchors, readAnchors } from "./anchor-file.ts";

export type ChainsVerdict = {
  teams: number;
  broken: number;
  /** Lines among the anchors that nobody can read. */
  unreadable: number;
};

/** True when nothing is wrong with the team's log. */
export function isWhole(verified: VerifiedTeam): boolean {
  return verified.kind === "verified" ? verified.report.broken === null : verified.kind === "deleted";
}

/**
 * Checks every team's log against itself and against what was anchored in the data folder, and tells of each. What is whole is
 * anchored, so that the next check finds whatever is done to it until then. For the installation, not for a team.
 */
export async function anchorChains(
  ctx: ChecksContext & { homeFolder: string },
  tell: (verified: VerifiedTeam) => void,
): Promise<ChainsVerdict> {
  const { byTeam, unreadable } = await readAnchors(ctx.homeFolder);
  const fresh: Anchor[] = [];
  let [teams, broken] = [0, 0];
  for await (const verified of verifyChains(ctx, byTeam)) {
    tell(verified);
    teams += 1;
    if (!isWhole(verified)) broken += 1;
    const anchor = anchorFor(verified, ctx.clock.now());
    if (anchor !== null) fresh.push(anchor);
  }
  await appendAnchors(ctx.homeFolder, fresh);
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
