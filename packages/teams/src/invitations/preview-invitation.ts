import type { SystemContext } from "@millrace/db";
import type { InvitationPreview } from "./invitation.ts";
import { findGood } from "./require-good.ts";

/** What an invitation is to, for whoever holds its token. Null for every token that lets nobody in. */
export async function previewInvitation(
  { database, clock }: SystemContext,
  { token }: { token: string },
): Promise<InvitationPreview | null> {
  const good = await database.inSystem((tx) => findGood(tx, token, clock.now()));
  if (!good) return null;
  const { team, inviter, role, givenRole, email, expiresAt } = good;
  return { team: { name: team.name }, inviter, role, roleName: givenRole.name, email, expiresAt };
}
