import { type PriceVersion, priceAt } from "@millrace/prices";

const TOKENS_PER_MILLION = 1_000_000n;

export type PriceMoment = { modelName: string; currency: string; at: Date };

/** What a million input tokens of a model cost at a moment, in picos; null where no price is in force. */
export function pricePerMillionTokens(versions: readonly PriceVersion[], moment: PriceMoment): bigint | null {
  const rate = priceAt(versions, moment)?.rates.find(({ unit }) => unit === "input_token");
  return rate ? rate.pricePico * TOKENS_PER_MILLION : null;
}
