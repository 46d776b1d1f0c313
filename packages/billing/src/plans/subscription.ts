/** As of Stripe's subscriptions. */
export const SUBSCRIPTION_STATES = [
  "incomplete",
  "trialing",
  "active",
  "past_due",
  "unpaid",
  "paused",
  "canceled",
  "incomplete_expired",
] as const;
export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

/** A team's plan. Of those that have not ended a team has one at most. */
export type Subscription = {
  teamId: string;
  id: string;
  state: SubscriptionState;
  planName: string;
  /** The plan that takes over when the period ends; null: this one goes on. */
  nextPlanName: string | null;
  /** It ends then, unless it is resumed; null: it goes on. */
  cancelAt: Date | null;
  /** The provider could not collect since then; null: nothing is overdue. */
  pastDueSince: Date | null;
  provider: "none" | "stripe";
  /** Its name at the provider. */
  providerId: string | null;
  currentPeriodStart: Date;
  currentPeriodEnd: Date;
  startedAt: Date;
  endedAt: Date | null;
};
