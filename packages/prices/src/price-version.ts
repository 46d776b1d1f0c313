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

/** What further units cost once a month's quantity is beyond `above`: the tier begins with the unit after this many. */
export type Tier = { above: bigint; pricePico: bigint };

export const TIERS_MODES = ["graduated", "volume"] as const;

/**
 * What is cheaper in quantity, counted by the calendar month (UTC) and price version; in ascending order, and no tier costs
 * more than the one before. `graduated`: each unit costs what its own tier does. `volume`: all of them cost what the last of
 * them does. As Stripe's `tiers_mode`: https://docs.stripe.com/products-prices/pricing-models#tiered-pricing
 */
export type Tiers = { mode: (typeof TIERS_MODES)[number]; tiers: Tier[] };

export type Rate = {
  unit: Unit;
  /** Picos (1e-12 of the currency's unit) for one unit; a price in micros per million tokens is the same number. */
  pricePico: bigint;
  /** What an invoice takes off again, see `discountOf`; a record is always charged `pricePico`. */
  tiers?: Tiers;
};

/** What a model costs from a moment on, until a later version takes over. Immutable. */
export type PriceVersion = {
  id: string;
  /** The one team that it is for; null: every team that has no price of its own. */
  teamId: string | null;
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

/** Of one unit. */
const TIERS_MAX = 20;
/** More than anybody uses in a month; what it costs fits into a column of the ledger. */
const ABOVE_MAX = 10n ** 18n;

const tiersSchema = z.object({
  mode: z.enum(TIERS_MODES),
  tiers: z
    .array(z.object({ above: z.bigint().positive().max(ABOVE_MAX), pricePico: z.bigint().nonnegative() }))
    .min(1)
    .max(TIERS_MAX),
});

const rateSchema = z
  .object({ unit: z.enum(UNITS), pricePico: z.bigint().nonnegative(), tiers: tiersSchema.optional() })
  .refine(({ unit, pricePico }) => pricePico <= pricePicoMax(unit), {
    path: ["pricePico"],
    message: "The price of one unit is above what is accepted.",
  })
  .refine(({ tiers }) => tiers === undefined || isAscending(tiers.tiers), {
    path: ["tiers"],
    message: "Each tier begins above the one before.",
  })
  .refine(({ pricePico, tiers }) => tiers === undefined || neverRises([{ pricePico }, ...tiers.tiers]), {
    path: ["tiers"],
    message:
      "No tier costs more than the one before: limits and credit have let requests through at that price.",
  });

function isAscending(tiers: readonly Tier[]): boolean {
  return tiers.every(({ above }, index) => above > (tiers[index - 1]?.above ?? 0n));
}

function neverRises(prices: readonly { pricePico: bigint }[]): boolean {
  return prices.every(({ pricePico }, index) => pricePico <= (prices[index - 1]?.pricePico ?? pricePico));
}

/** ISO 4217. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, "Use an ISO 4217 code such as USD.");

export const newPriceSchema = z.object({
  teamId: z.uuid().nullable().default(null),
  modelName: modelNameSchema,
  currency: currencySchema,
  effectiveFrom: z.date(),
  rates: z
    .array(rateSchema)
    .min(1)
    .max(UNITS.length)
    .refine((rates) => new Set(rates.map(({ unit }) => unit)).size === rates.length, {
      message: "Each unit has one price.",
    }),
});

/** A price to be; without `teamId` it is for every team. */
export type NewPrice = z.input<typeof newPriceSchema>;
export type ParsedPrice = z.output<typeof newPriceSchema>;
