import type { Context } from "@millrace/db";
import { requirePermission } from "../policy.ts";
import type { Invitation } from "./invitation.ts";
import { findInvitations } from "./store.ts";

/** Of those that are over, older ones beyond this many are not listed. */
const CLOSED_LISTED_MAX = 500;

/** Every open invitation, and what became of others; the newest first. */
export async function listInvitations({ database, clock, actor }: Context): Promise<Invitation[]> {
  requirePermission(actor, "invitations.read");
  return database.inTeam(actor.teamId, (tx) =>
    findInvitations(tx, actor.teamId, { now: clock.now(), closedMax: CLOSED_LISTED_MAX }),
  );
}
