import type { SystemContext } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import type { InvitationPreview } from "./invitation.ts";
import { requireGood } from "./require-good.ts";

/** What an invitation is to, for whoever holds its token. Null for every token that lets nobody in. */
export async function previewInvitation(
  { database, clock }: SystemContext,
  { token }: { token: string },
): Promise<InvitationPreview | null> {
  try {
    const good = await database.inSystem((tx) => requireGood(tx, token, clock.now()));
    const { team, inviter, role, givenRole, email, expiresAt } = good;
    return { team: { name: team.name }, inviter, role, roleName: givenRole.name, email, expiresAt };
  } catch (error) {
    if (error instanceof Fault && error.code === "teams.invitation_void") return null;
    throw error;
  }
}
