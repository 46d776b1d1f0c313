import type { SystemContext } from "@millrace/db";
import { type PlanVersion, publishPlan, publishPrice, type Unit } from "@millrace/prices";

/** What teams of the rehearsal pay in: two decimals, none, and three. */
export const CURRENCIES = ["USD", "EUR", "JPY", "KWD"] as const;
export type Currency = (typeof CURRENCIES)[number];

export const MODELS = ["words", "vision"] as const;
export type ModelName = (typeof MODELS)[number];

type Priced = { unit: Unit; pricePico: bigint };
type TariffVersion = { modelName: ModelName; from: Date; rates: readonly Priced[] };

/** How many picos a minor unit of a currency is worth, so that prices are about the same in all. */
const SCALE: Record<Currency, bigint> = { USD: 10n, EUR: 9n, JPY: 1_500n, KWD: 3n };

/** `words` changes its price in mid-year, `vision` costs by request; both get cheaper with quantity. */
export function tariff(year: number): readonly TariffVersion[] {
  const first = new Date(Date.UTC(year - 1, 0, 1));
  return [
    {
      modelName: "words",
      from: first,
      rates: [
        { unit: "input_token", pricePico: 200_000n },
        { unit: "cached_input_token", pricePico: 20_000n },
        { unit: "output_token", pricePico: 700_301n },
      ],
    },
    { modelName: "vision", from: first, rates: [{ unit: "request", pricePico: 12_345_678_901n }] },
    {
      modelName: "words",
      from: new Date(Date.UTC(year, 5, 17, 9, 30)),
      rates: [
        { unit: "input_token", pricePico: 150_000n },
        // Free from then on.
        { unit: "cached_input_token", pricePico: 0n },
        { unit: "output_token", pricePico: 610_007n },
      ],
    },
  ];
}

export function pricePico(currency: Currency, base: bigint): bigint {
  return (base * SCALE[currency]) / 10n;
}

/** Fee, included credit and minimum, in hundredths of a dollar's worth. */
const PLANS = [
  { planName: "start", title: "Start", fee: 0n, included: 500n, minimum: 0n },
  { planName: "pro", title: "Pro", fee: 2_900n, included: 2_000n, minimum: 0n },
  { planName: "scale", title: "Scale", fee: 19_900n, included: 10_000n, minimum: 30_000n },
] as const;
export const PLAN_NAMES = PLANS.map(({ planName }) => planName);

/** Publishes the prices and plans of the year, in every currency. */
export async function publishTariff(ctx: SystemContext, year: number): Promise<void> {
  for (const currency of CURRENCIES) {
    for (const { modelName, from, rates } of tariff(year))
      await publishPrice(ctx, {
        modelName,
        currency,
        effectiveFrom: from,
        rates: rates.map(({ unit, pricePico: base }) => {
          const price = pricePico(currency, base);
          const tiers = [
            { above: 40_000_000n, pricePico: (price * 8n) / 10n },
            { above: 90_000_000n, pricePico: (price * 5n) / 10n },
          ];
          return unit === "input_token"
            ? { unit, pricePico: price, tiers: { mode: "graduated" as const, tiers } }
            : { unit, pricePico: price };
        }),
      });
    for (const plan of PLANS) await publishPlan(ctx, planVersion(plan, currency, year));
  }
}

function planVersion(
  { planName, title, fee, included, minimum }: (typeof PLANS)[number],
  currency: Currency,
  year: number,
): Omit<PlanVersion, "id"> {
  return {
    ...{ planName, title, currency, isOffered: true },
    effectiveFrom: new Date(Date.UTC(year - 1, 0, 1)),
    feeMinor: minorOf(currency, fee),
    includedPico: minorOf(currency, included) * PICO_PER_MINOR[currency],
    minimumMinor: minorOf(currency, minimum),
  };
}

export const PICO_PER_MINOR: Record<Currency, bigint> = {
  USD: 10n ** 10n,
  EUR: 10n ** 10n,
  JPY: 10n ** 12n,
  KWD: 10n ** 9n,
};

/** About what hundredths of a dollar are worth. Stripe takes dinars in tens of a fils. */
export function minorOf(currency: Currency, cents: bigint): bigint {
  if (currency === "JPY") return cents + cents / 2n;
  if (currency === "KWD") return cents * 3n - ((cents * 3n) % 10n);
  return cents;
}
