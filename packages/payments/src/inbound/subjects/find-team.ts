import type { SystemTx } from "@millrace/db";
import { Fault, isUuid } from "@millrace/kernel";
import type Stripe from "stripe";
import { TEAM } from "../../stripe/metadata.ts";
import { findOwners, isTeam } from "./store.ts";

const SOON_MS = 5_000;

type About = {
  customerId: string | null;
  subscriptionId?: string | null;
  /** Of the object; says at most that a team is to be waited for, never whose it is. */
  metadata?: Stripe.Metadata | null;
};

/**
 * Whose an object of the provider is: by our own rows alone. Null: nobody's here. Fault `conflict` `payments.other_team` where
 * rows say two teams; `precondition` `payments.not_yet` where its customer is being written down.
 */
export async function findTeam(tx: SystemTx, about: About): Promise<string | null> {
  const { customerId, subscriptionId = null, metadata } = about;
  const { bySubscription, byCustomer } = await findOwners(tx, { subscriptionId, customerId });
  if (bySubscription !== null && byCustomer !== null && bySubscription !== byCustomer) throw otherTeam();
  const teamId = bySubscription ?? byCustomer;
  const told = metadata?.[TEAM];
  if (teamId !== null && told !== undefined && told !== teamId) throw otherTeam();
  if (teamId === null && told !== undefined && isUuid(told) && (await isTeam(tx, told)))
    throw notYet("its customer is not known here yet", SOON_MS);
  return teamId;
}

/** It can be done later, by itself. */
export function notYet(internal: string, retryAfterMs: number): Fault {
  return new Fault({
    kind: "precondition",
    code: "payments.not_yet",
    message: "What this is about is not here yet.",
    internal,
    retryAfterMs,
  });
}

function otherTeam(): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.other_team",
    message: "The provider says that this is one team's, and the books that it is another's.",
  });
}
