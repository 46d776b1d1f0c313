import type { Period } from "@millrace/kernel";

/** An invoice of a closed period, before it is written. */
export type Collectable = {
  readonly teamId: string;
  readonly id: string;
  readonly period: Period;
  /** ISO 4217. */
  readonly currency: string;
  /**
   * Its usage after discounts, less credit, and what that is below a plan's minimum, in the currency's minor unit; without fees
   * and taxes, which whoever collects adds.
   */
  readonly netMinor: bigint;
  /** What was billed of earlier usage beyond what it was; below zero: less. In the minor unit. */
  readonly carriedMinor: bigint;
};

/** A fee of a plan, or what of one is given back, for a part of a period. */
export type PlanLine = {
  readonly description: string;
  readonly amountMinor: bigint;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
};

/** What whoever collects an invoice adds to it, and has on its own. */
export type Completion = {
  /** Its name there. */
  readonly providerId: string;
  readonly planLines: readonly PlanLine[];
  /**
   * What was billed of an earlier period because its end was missed there, or is left to the next one: above zero it is added.
   * The amount of both invoices together is always right.
   */
  readonly carriedMinor: bigint;
  readonly taxes: readonly { readonly description: string; readonly amountMinor: bigint }[];
  readonly totalMinor: bigint;
};

/** Who collects invoices. Asked outside of any transaction, and again whenever something failed in between. */
export type Collector = {
  /** Null: it does not collect from this team. `later`: not now; the next round asks again. */
  complete(invoice: Collectable): Promise<Completion | "later" | null>;
};
