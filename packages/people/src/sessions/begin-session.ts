import type { SystemTx } from "@millrace/db";
import { Fault, type Origin } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import type { Addressee } from "../person.ts";
import { hashToken, newToken } from "../rules/token.ts";
import { hasSecondFactor, insertTicket } from "../second-factor/store.ts";
import { findAddressee } from "../store.ts";
import { openSession } from "./open-session.ts";
import type { SessionClaim, SignInMethod } from "./session.ts";

/** Time enough to find the telephone. */
const TICKET_AGE_MAX_MS = 10 * 60_000;

type SignIn = {
  personId: string;
  method: SignInMethod;
  /** For `sso`, and only there. */
  ssoTeamId?: string | undefined;
  origin: Origin;
  /** What this browser kept from earlier sessions; absent: nothing. */
  deviceToken?: string | undefined;
};

/** `claim`, `deviceToken` and `ticket` belong into cookies and nowhere else. `deviceToken` null: the browser keeps what it has. */
export type Beginning =
  | { kind: "session"; claim: SessionClaim; deviceToken: string | null }
  | { kind: "second_factor"; ticket: string };

/**
 * A new session of a person who has proved who they are, or a ticket for `confirmSecondFactor` where they have a second
 * factor, however they came. Fault `unauthenticated` `people.no_such_person` when they are gone.
 */
export async function beginSession(ctx: PeopleContext, signIn: SignIn): Promise<Beginning> {
  const { personId, method, ssoTeamId = null, origin, deviceToken } = signIn;
  return ctx.database.inSystem(async (tx): Promise<Beginning> => {
    const person = await findAddressee(tx, { id: personId });
    if (!person) throw noSuchPerson();
    if (await hasSecondFactor(tx, personId))
      return { kind: "second_factor", ticket: await makeTicket(tx, ctx, { person, method, ssoTeamId }) };
    const entrance = { person, method, ssoTeamId, secondFactorAt: null, origin, deviceToken };
    return { kind: "session", ...(await openSession(tx, ctx, entrance)) };
  });
}

async function makeTicket(
  tx: SystemTx,
  { clock }: PeopleContext,
  { person, method, ssoTeamId }: { person: Addressee; method: SignInMethod; ssoTeamId: string | null },
): Promise<string> {
  const ticket = newToken();
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + TICKET_AGE_MAX_MS);
  await insertTicket(tx, {
    tokenHash: hashToken(ticket),
    personId: person.id,
    method,
    ssoTeamId,
    createdAt,
    expiresAt,
  });
  return ticket;
}

function noSuchPerson(): Fault {
  return new Fault({
    kind: "unauthenticated",
    code: "people.no_such_person",
    message: "This account no longer exists.",
  });
}
