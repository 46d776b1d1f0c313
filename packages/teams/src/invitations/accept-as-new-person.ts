import { Fault, type Origin, parseInput } from "@millrace/kernel";
import {
  addPerson,
  emailSchema,
  invitationLimits,
  type PeopleContext,
  preparePerson,
  takeAttempt,
  tooManyAttempts,
} from "@millrace/people";
import { z } from "zod";
import type { Team } from "../team.ts";
import { join } from "./accept-invitation.ts";
import { lockGood, requireGood } from "./require-good.ts";

const inputSchema = z.object({
  token: z.string(),
  name: z.string(),
  password: z.string(),
  /** For an invitation by link; one by mail is for its own address. */
  email: emailSchema.optional(),
  locale: z.enum(["en", "zh-CN"]),
});

/**
 * Makes an account and joins with it, both or neither. The address counts as proven when the link came by mail to it.
 * Faults `not_found` `teams.invitation_void`; `conflict` `teams.sign_in_first` for an address that has an account; those
 * of a new password and of `joinTeam`; `limit_exceeded` `people.too_many_attempts`.
 */
export async function acceptAsNewPerson(
  { database, clock }: PeopleContext,
  { origin, ...input }: z.input<typeof inputSchema> & { origin: Origin },
): Promise<{ personId: string; team: Team }> {
  const { token, email: typed, ...newcomer } = parseInput(inputSchema, input, "teams.invitation_invalid");
  const at = clock.now();
  const invitation = await database.inSystem((tx) => requireGood(tx, token, at));
  // Whoever holds a link could ask, address by address, who has an account.
  const waiting = await database.inSystem((tx) => takeAttempt(tx, invitationLimits(origin), at));
  if (waiting) throw tooManyAttempts(waiting.waitMs);
  const email = invitation.email ?? typed;
  if (email === undefined) throw emailMissing();
  const person = await preparePerson({ ...newcomer, email, emailVerified: invitation.isMailed });
  await database.inSystem(async (tx) => {
    // Before the lock, as single sign-on does: two ways in with one address then wait for each other in one order.
    if (!(await addPerson(tx, person, clock.now()))) throw signInFirst();
    const good = await lockGood(tx, token, clock.now());
    await join(tx, { clock, invitation: good, person, origin });
  });
  return { personId: person.id, team: invitation.team };
}

function emailMissing(): Fault {
  return new Fault({
    kind: "invalid",
    code: "teams.invitation_invalid",
    message: "email: say with which address you will sign in.",
    param: "email",
  });
}

function signInFirst(): Fault {
  return new Fault({
    kind: "conflict",
    code: "teams.sign_in_first",
    message:
      "Somebody signs in with this address already. If it is you, sign in first and open the link again.",
    param: "email",
  });
}
