/** What objects of Stripe say of ours, in their metadata. */
export const TEAM = "team";
export const OPERATION = "operation";
/** Of a payment: what was bought with it, `credit` or `invoice`. */
export const PURCHASE = "purchase";
/** Of a price: its plan. */
export const PLAN = "plan";
/** Of a schedule: the plan that takes over. */
export const NEXT_PLAN = "next_plan";
/** Of what Millrace has made for itself: what it is. */
export const PART = "millrace";
