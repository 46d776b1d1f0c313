import { type Clock, Fault } from "@millrace/kernel";
import type { Session } from "./session.ts";

/** How long a proof of who one is lets one do what is dangerous. */
const PROOF_AGE_MAX_MS = 10 * 60_000;

/** Fault `precondition` `people.prove_again` when the person of this session has not lately proved who they are. */
export function requireRecentProof(session: Session, clock: Clock): void {
  if (isProofRecent(session, clock)) return;
  throw new Fault({
    kind: "precondition",
    code: "people.prove_again",
    message: "Prove again that it is you.",
  });
}

export function isProofRecent({ provedAt }: Session, clock: Clock): boolean {
  return clock.now().getTime() - provedAt.getTime() <= PROOF_AGE_MAX_MS;
}

/**
 * Fault `forbidden` `people.confined_session` in a session that a team's own provider opened: what it says of somebody
 * holds in that team alone, and not for their account.
 */
export function requireOwnSession({ ssoTeamId }: Session): void {
  if (ssoTeamId === null) return;
  throw new Fault({
    kind: "forbidden",
    code: "people.confined_session",
    message: "You are signed in by your team. Sign in yourself to see and change your account.",
  });
}
