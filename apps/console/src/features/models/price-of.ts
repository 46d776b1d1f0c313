import { type PriceMoment, type PriceVersion, priceAt, type Unit } from "@millrace/prices";

const MILLION = 1_000_000n;

/** What a model costs at a moment, in picos for a million of each; what has no rate is free. */
export type ModelPrice = { tokensPico: bigint; cachedTokensPico: bigint; requestsPico: bigint };

/** Null where no price is in force. */
export function modelPrice(versions: readonly PriceVersion[], moment: PriceMoment): ModelPrice | null {
  const version = priceAt(versions, moment);
  if (!version) return null;
  const perMillion = (wanted: Unit) =>
    (version.rates.find(({ unit }) => unit === wanted)?.pricePico ?? 0n) * MILLION;
  return {
    tokensPico: perMillion("input_token"),
    cachedTokensPico: perMillion("cached_input_token"),
    requestsPico: perMillion("request"),
  };
}
