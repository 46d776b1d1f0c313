import type { Context } from "@millrace/db";
import { requirePermission } from "../policy.ts";
import type { Invitation } from "./invitation.ts";
import { findInvitations } from "./store.ts";

/** Older ones beyond this many are not listed. */
const LISTED_MAX = 1_000;

/** Every invitation, whatever became of it; the newest first. */
export async function listInvitations({ database, clock, actor }: Context): Promise<Invitation[]> {
  requirePermission(actor, "invitations.read");
  return database.inTeam(actor.teamId, (tx) =>
    findInvitations(tx, actor.teamId, { now: clock.now(), limit: LISTED_MAX }),
  );
}
