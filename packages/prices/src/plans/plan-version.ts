import { z } from "zod";
import { currencySchema } from "../price-version.ts";

/** In minor units: more than any plan costs, and within a column. */
const MINOR_MAX = 10n ** 12n;
const PICO_MAX = 10n ** 24n;

/** What a plan costs and includes from a moment on, until a later version takes over. Immutable. */
export type PlanVersion = {
  id: string;
  /** Such as `pro`; what the versions of one plan share. */
  planName: string;
  /** For people, such as "Pro". */
  title: string;
  /** ISO 4217. */
  currency: string;
  effectiveFrom: Date;
  /** A month, in the currency's minor unit. */
  feeMinor: bigint;
  /** Credit that comes with each month and ends with it, in picos. */
  includedPico: bigint;
  /** What a month's usage is charged at least, after discounts, in the currency's minor unit. */
  minimumMinor: bigint;
  /** Whether a team may take it from then on; those that have it keep it. */
  isOffered: boolean;
};

export const newPlanSchema = z.object({
  planName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,38}$/, "Use lower-case letters, digits and dashes, such as pro."),
  title: z.string().trim().min(1).max(60),
  currency: currencySchema,
  effectiveFrom: z.date(),
  feeMinor: z.bigint().nonnegative().max(MINOR_MAX),
  includedPico: z.bigint().nonnegative().max(PICO_MAX),
  minimumMinor: z.bigint().nonnegative().max(MINOR_MAX),
  isOffered: z.boolean(),
});

export type NewPlan = z.infer<typeof newPlanSchema>;
