import type { Subscription } from "@millrace/billing";
import type { Context, SystemContext } from "@millrace/db";
import type { PlanVersion } from "@millrace/prices";

/** A language that the provider's pages are shown in. */
export type PageLocale = "en" | "zh-CN";

/** What is bought at a page of the provider. Amounts in the currency's minor unit. */
export type Purchase =
  | { readonly kind: "plan"; readonly plan: PlanVersion }
  | {
      readonly kind: "credit" | "invoice";
      /** Of the invoice; null: it has none, or it is none. */
      readonly number: string | null;
      readonly amountMinor: bigint;
      /** ISO 4217. */
      readonly currency: string;
    };

export type CheckoutRequest = {
  readonly teamId: string;
  readonly customerId: string;
  /** Of ours; the same one twice is one page. */
  readonly operationId: string;
  readonly purchase: Purchase;
  readonly locale: PageLocale;
  /** Where people come back to, of the console. */
  readonly returnPath: string;
};

export type Checkout = {
  readonly id: string;
  readonly state: "open" | "complete" | "expired";
  /** Null unless it is open. */
  readonly url: string | null;
};

/** What is paid without anybody being there. */
export type ChargeRequest = {
  readonly teamId: string;
  readonly customerId: string;
  readonly operationId: string;
  /** Another try of the same operation that must not get the answer of an earlier one. */
  readonly attempt: number;
  readonly amountMinor: bigint;
  readonly currency: string;
};

/** `refused`: for good, in the provider's words. `pending`: not decided yet. */
export type Charge =
  | { readonly state: "succeeded" | "pending"; readonly id: string }
  | { readonly state: "refused"; readonly id: string | null; readonly reason: string };

/** A live subscription at the provider, and what is changed of it: absolute, so that twice is once. */
export type PlanOrder = {
  readonly subscription: Subscription;
  /** Its name at the provider. */
  readonly providerId: string;
  readonly operationId: string;
} & (
  | { readonly kind: "change"; readonly plan: PlanVersion; readonly when: "now" | "at_period_end" }
  | { readonly kind: "cancel" | "resume" }
);

/** What a meter is told of a period: all of it so far, in the currency's minor unit. */
export type UsageReading = {
  /** The same one twice is counted once. */
  readonly identifier: string;
  readonly valueMinor: bigint;
  /** Within the period; the latest reading counts. */
  readonly at: Date;
};

/** A customer that goes for good. */
export type Leaving = {
  readonly customerId: string;
  /** The last one of what it uses; null: it has no plan that counts. */
  readonly reading: UsageReading | null;
  readonly at: Date;
};

/**
 * What is asked of a payment provider. Fault `unavailable` `payments.provider_away` where it does not answer, `internal`
 * `payments.provider_refused` where it refuses.
 */
export type PaymentProvider = {
  readonly name: "stripe";
  /** The name of a new customer there; the same team twice is one. */
  createCustomer(team: { teamId: string; name: string }): Promise<string>;
  openCheckout(request: CheckoutRequest): Promise<Checkout>;
  findCheckout(id: string): Promise<Checkout>;
  /** Nobody can pay there any more. */
  closeCheckout(id: string): Promise<Checkout>;
  /** Where people keep their card and tax number, and read the provider's invoices. */
  openPortal(request: { customerId: string; locale: PageLocale; returnPath: string }): Promise<string>;
  /** The subscription as it is afterwards. */
  changeSubscription(order: PlanOrder): Promise<Subscription>;
  /**
   * Nothing is charged any more, and no card is kept: pages close, plans end now, and what was used until then is charged once. The
   * customer and its invoices stay there, as does what no card paid. Twice is once.
   */
  endCustomer(leaving: Leaving): Promise<void>;
  /** Charges the card that is kept. Null: there is none. */
  charge(request: ChargeRequest): Promise<Charge | null>;
  findCharge(id: string): Promise<Charge>;
  /** What became of an operation whose answer was lost; null: nothing did. */
  findChargeOf(request: { customerId: string; operationId: string; since: Date }): Promise<Charge | null>;
};

/** What verbs of payments get; null: nobody collects, people pay elsewhere. */
export type PaymentContext = Context & { provider: PaymentProvider | null };
export type SystemPaymentContext = SystemContext & { provider: PaymentProvider };
