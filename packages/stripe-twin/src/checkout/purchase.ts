import type { CheckoutSession, Customer } from "../world/nouns.ts";
import type { CheckoutPlan } from "./create-session.ts";

/** Somebody at the page of a session, and the card that they entered. */
export type Purchase = {
  session: CheckoutSession;
  plan: CheckoutPlan;
  customer: Customer | null;
  card: string;
  /** Decided after two days. */
  delayed?: "succeeds" | "fails";
};
