import type { Context, SystemContext } from "@millrace/db";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { PaymentProvider } from "@millrace/payments";
import type { Session } from "@millrace/people";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import type { ApiContext } from "./context.ts";

const keys = openKeyRing({ kind: "given", keys: ["only-for-tests-and-32-characters-long"] });

const unreachable = () => Promise.reject(new Error("no test of a call asks other hosts"));
const nothingOutside = { fetch: unreachable, readTxt: unreachable, close: async () => {} };

/** A provider that nobody gets to. */
const provider: PaymentProvider = {
  name: "stripe",
  createCustomer: unreachable,
  openCheckout: unreachable,
  findCheckout: unreachable,
  closeCheckout: unreachable,
  openPortal: unreachable,
  changeSubscription: unreachable,
  endCustomer: unreachable,
  charge: unreachable,
  findCharge: unreachable,
  findChargeOf: unreachable,
};

/** A call by nobody. */
export function callByNobody({ database, clock }: SystemContext): ApiContext {
  return {
    database,
    clock,
    secrets: createSecrets({ keys, clock }),
    consoleUrl: "https://console.example.test",
    sendsMail: false,
    sso: { outgoing: nothingOutside, trustedDomains: [] },
    requestId: newId(),
    provider,
    session: null,
    member: null,
    origin: NO_ORIGIN,
  };
}

/** A call by somebody who is signed in, in no team. */
export function callByPerson(
  ctx: SystemContext,
  { id, email, isOperator = false }: { id: string; email: string; isOperator?: boolean },
): ApiContext & { session: Session } {
  const session: Session = {
    id: newId(),
    person: { id, email, name: "Ada" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: ctx.clock.now(),
    isOperator,
    origin: NO_ORIGIN,
  };
  return { ...callByNobody(ctx), session };
}

/** A call by a member of the actor's team. */
export function callByMember(ctx: Context): ApiContext {
  const { actor } = ctx;
  const call = callByPerson(ctx, { id: actor.personId ?? "", email: actor.label });
  const team = { id: actor.teamId, handle: "team-abcdef", name: "Team", currency: "USD" };
  return {
    ...call,
    member: { actor, person: call.session.person, team, session: call.session, roleName: null },
  };
}
