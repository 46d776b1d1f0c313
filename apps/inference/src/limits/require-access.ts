import { accessOf, type ReadOnlyReason, type Subscription } from "@millrace/billing";
import { Fault } from "@millrace/kernel";

const WHY: Record<ReadOnlyReason, string> = {
  past_due: "A payment for this team's plan has been overdue for more than 14 days.",
  unpaid: "An invoice of this team's plan was not paid.",
  paused: "This team's plan is paused.",
  incomplete: "The first payment for this team's plan has not gone through.",
};

const HELPS: Record<ReadOnlyReason, string> = {
  past_due: "Pay it, or put in another card",
  unpaid: "Pay it, or put in another card",
  paused: "Put in a card to go on",
  incomplete: "Pay it, or put in another card",
};

/** Fault `payment_required` `payment_required`: why the team's plan lets it only read, and what helps. */
export function requireAccess(subscription: Subscription | null, at: Date): void {
  const access = accessOf(subscription, at);
  if (access.kind === "full") return;
  throw new Fault({
    kind: "payment_required",
    code: "payment_required",
    message: `${WHY[access.reason]} Requests are refused until it is settled. ${HELPS[access.reason]}, on the console's Billing page.`,
  });
}
