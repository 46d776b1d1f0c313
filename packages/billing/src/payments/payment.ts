export const PAYMENT_KINDS = ["invoice", "credit", "refund"] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

/** `disputed`: a bank has taken it back until it decides. `lost`: it decided against us. */
export const PAYMENT_STATES = ["pending", "succeeded", "failed", "disputed", "lost"] as const;
export type PaymentState = (typeof PAYMENT_STATES)[number];

/** Money that came, or went back. */
export type Payment = {
  teamId: string;
  id: string;
  kind: PaymentKind;
  provider: "none" | "stripe";
  /** Its name at the provider, such as `pi_…` or `re_…`. */
  providerId: string | null;
  invoiceId: string | null;
  /** The credit that it bought. */
  grantId: string | null;
  /** In the currency's minor unit. */
  amountMinor: bigint;
  /** Of it, what went back. */
  refundedMinor: bigint;
  /** ISO 4217. */
  currency: string;
  state: PaymentState;
  note: string | null;
  createdAt: Date;
};

/** What money came for: one of the team's invoices, or credit. */
export type PaidFor =
  | { readonly kind: "invoice"; readonly invoiceId: string }
  | {
      readonly kind: "credit";
      /** For people, such as "Credit". */
      readonly name: string;
      /** Of the amount, what is tax and buys nothing. */
      readonly taxMinor?: bigint;
    };

/** Money that came by the provider. */
export type ReceivedPayment = {
  readonly teamId: string;
  readonly provider: "stripe";
  /** The same one twice is one payment. */
  readonly providerId: string;
  readonly amountMinor: bigint;
  /** ISO 4217, which is the team's. */
  readonly currency: string;
  readonly paidFor: PaidFor;
  readonly at: Date;
  readonly note?: string;
};

/** Money that went back by the provider. */
export type ReturnedPayment = {
  readonly teamId: string;
  /** Of the refund; the same one twice is one refund. */
  readonly providerId: string;
  /** Of the payment that it gives back. */
  readonly paymentId: string;
  readonly amountMinor: bigint;
  /** `failed`: the provider could not give it back, and has it again. */
  readonly state: "succeeded" | "failed";
  readonly at: Date;
};

/** A payment that its payer's bank takes back. */
export type Dispute = {
  readonly teamId: string;
  /** Of the dispute, at the provider. */
  readonly providerId: string;
  readonly paymentId: string;
  readonly amountMinor: bigint;
  readonly state: "open" | "won" | "lost";
  readonly at: Date;
};
