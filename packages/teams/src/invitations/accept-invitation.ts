import { recordAudit } from "@millrace/audit";
import type { SystemContext, SystemTx } from "@millrace/db";
import { Fault, type Origin, parseInput } from "@millrace/kernel";
import type { Person, Session } from "@millrace/people";
import { z } from "zod";
import { joinTeam } from "../members/join-team.ts";
import { isMember } from "../members/store.ts";
import { requireUnconfined } from "../require-unconfined.ts";
import { roleLabel } from "../roles/standing.ts";
import type { Team } from "../team.ts";
import { invitationVoid } from "./invitation-faults.ts";
import { type GoodInvitation, lockGood } from "./require-good.ts";
import { markEmailVerified, useInvitation } from "./store.ts";

const inputSchema = z.object({ token: z.string(), withOtherEmail: z.boolean().default(false) });

/**
 * The person of the session joins. With another address than the invited one only when they say so; whoever invited sees
 * both. Somebody who is in the team already uses nothing up. Faults `not_found` `teams.invitation_void`; `precondition`
 * `teams.other_email`; `forbidden` `teams.confined_session`; those of `joinTeam`.
 */
export async function acceptInvitation(
  { database, clock }: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<Team & { wasMember: boolean }> {
  const { token, withOtherEmail } = parseInput(inputSchema, input, "teams.invitation_invalid");
  requireUnconfined(session);
  const { person, origin } = session;
  return database.inSystem(async (tx) => {
    const at = clock.now();
    const invitation = await lockGood(tx, token, at);
    const { team, email, isMailed } = invitation;
    if (await isMember(tx, team.id, person.id)) return { ...team, wasMember: true };
    const isInvited = email === null || email === person.email;
    if (!isInvited && !withOtherEmail) throw otherEmail();
    // The link came by mail to this very address.
    if (isMailed && email === person.email) await markEmailVerified(tx, person.id, at);
    await join(tx, { clock, invitation, person, origin });
    return { ...team, wasMember: false };
  });
}

type Joined = Pick<SystemContext, "clock"> & { invitation: GoodInvitation; person: Person; origin: Origin };

/** Membership, the end of the invitation, and the entry in the log: all of it or nothing. After `lockGood`. */
export async function join(tx: SystemTx, { clock, invitation, person, origin }: Joined): Promise<void> {
  const { team, email, givenRole, id } = invitation;
  const at = clock.now();
  if (!(await useInvitation(tx, invitation, { personId: person.id, email: person.email, at })))
    throw invitationVoid();
  await joinTeam(tx, { team, person, role: givenRole.id, joinedBy: "invitation", at });
  const actor = {
    teamId: team.id,
    personId: person.id,
    role: givenRole.id,
    label: person.email,
    address: origin.address,
  };
  await recordAudit(
    tx,
    { clock, actor },
    {
      verb: "invitation.accept",
      subjectType: "invitation",
      subjectId: id,
      before: { email },
      after: { email: person.email, role: roleLabel(givenRole) },
    },
  );
}

function otherEmail(): Fault {
  return new Fault({
    kind: "precondition",
    code: "teams.other_email",
    message: "The invitation is for another address than yours. Say that you want to join with yours.",
  });
}
