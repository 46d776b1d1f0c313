import type { SystemContext } from "@millrace/db";
import { z } from "zod";
import type { Session } from "./session.ts";
import { findMembership } from "./store.ts";

const claimSchema = z.object({ personId: z.uuid(), teamId: z.uuid(), sessionEpoch: z.int() });

/** What a signed session cookie claims. */
export type SessionClaim = z.infer<typeof claimSchema>;

/**
 * The session as it stands now: role, name and team are read afresh, so a change holds from the next request on.
 * Null when the person has left the team or all sessions of the person have been ended since.
 */
export async function resumeSession(
  { database }: SystemContext,
  claim: SessionClaim,
): Promise<Session | null> {
  const parsed = claimSchema.safeParse(claim);
  if (!parsed.success) return null;
  const { teamId, personId, sessionEpoch } = parsed.data;
  const membership = await database.inSystem((tx) => findMembership(tx, teamId, personId));
  if (membership === null || membership.sessionEpoch !== sessionEpoch) return null;

  const { person, team, role } = membership;
  return { actor: { teamId, personId, role, label: person.email }, person, team };
}
