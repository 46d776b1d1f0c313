import { modelNameSchema } from "@millrace/catalog";
import { z } from "zod";

export const UNITS = [
  "request",
  "input_token",
  "cached_input_token",
  "output_token",
  "image",
  "audio_second",
  "compute_second",
] as const;

/** What is counted. A `cached_input_token` was answered without being computed, and is no `input_token`. */
export type Unit = (typeof UNITS)[number];

/** How much of each unit; what is absent is none. */
export type Quantities = Partial<Record<Unit, bigint>>;

export type Rate = {
  unit: Unit;
  /** Picos (1e-12 of the currency's unit) for one unit; a price in micros per million tokens is the same number. */
  pricePico: bigint;
};

/** What a model costs from a moment on, until a later version takes over. Immutable. */
export type PriceVersion = {
  id: string;
  modelName: string;
  /** ISO 4217. */
  currency: string;
  effectiveFrom: Date;
  rates: Rate[];
};

/**
 * The most that one unit may cost: 0.001 for a token (1,000 per million), 1,000 for the rest. It keeps the amount of a
 * request with 2^31 tokens below the 9.2e18 picos that a column holds.
 */
export function pricePicoMax(unit: Unit): bigint {
  return unit.endsWith("_token") ? 10n ** 9n : 10n ** 15n;
}

const rateSchema = z
  .object({ unit: z.enum(UNITS), pricePico: z.bigint().nonnegative() })
  .refine(({ unit, pricePico }) => pricePico <= pricePicoMax(unit), {
    path: ["pricePico"],
    message: "The price of one unit is above what is accepted.",
  });

export const newPriceSchema = z.object({
  modelName: modelNameSchema,
  currency: z.string().regex(/^[A-Z]{3}$/, "Use an ISO 4217 code such as USD."),
  effectiveFrom: z.date(),
  rates: z
    .array(rateSchema)
    .min(1)
    .max(UNITS.length)
    .refine((rates) => new Set(rates.map(({ unit }) => unit)).size === rates.length, {
      message: "Each unit has one price.",
    }),
});

export type NewPrice = z.infer<typeof newPriceSchema>;
