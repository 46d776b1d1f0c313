import { formatPico, parseDecimal } from "@millrace/kernel";
import type { Rate, Tiers, Unit } from "@millrace/prices";

/** The units that requests are counted in, in the order in which they are asked for. */
const ASKED_UNITS: readonly Unit[] = ["input_token", "cached_input_token", "output_token", "request"];

export const DRAFT_MODES = ["none", "graduated", "volume"] as const;
export type DraftMode = (typeof DRAFT_MODES)[number];

/** As typed: how many million are beyond, and what a million costs. The key is of the row on the page. */
export type TierDraft = { key: string; above: string; price: string };
export type RateDraft = { unit: Unit; price: string; mode: DraftMode; tiers: TierDraft[] };

export type DraftError = { unit: Unit | null; field: "price" | "tiers" };

const MILLION = 1_000_000n;

/** What is typed when the price in force stands there, whatever else it prices too; without one, nothing. */
export function draftOf(rates: readonly Rate[]): RateDraft[] {
  const units = new Set([...ASKED_UNITS, ...rates.map(({ unit }) => unit)]);
  return [...units].map((unit) => {
    const rate = rates.find((one) => one.unit === unit);
    if (rate === undefined) return { unit, price: "", mode: "none", tiers: [] };
    const { pricePico, tiers } = rate;
    return {
      unit,
      price: formatPico(pricePico * MILLION),
      mode: tiers?.mode ?? "none",
      tiers: (tiers?.tiers ?? []).map((tier) => ({
        key: String(tier.above),
        above: formatPico(tier.above * MILLION),
        price: formatPico(tier.pricePico * MILLION),
      })),
    };
  });
}

/** The rates as typed, or what is wrong with them. */
export function parseRates(
  drafts: readonly RateDraft[],
): { rates: Rate[]; wrong: null } | { rates: null; wrong: DraftError } {
  const rates: Rate[] = [];
  for (const draft of drafts) {
    if (draft.price.trim() === "" && draft.mode === "none") continue;
    const pricePico = parseMillionth(draft.price);
    if (pricePico === null) return { rates: null, wrong: { unit: draft.unit, field: "price" } };
    const tiers = parseTiers(draft, pricePico);
    if (tiers === null) return { rates: null, wrong: { unit: draft.unit, field: "tiers" } };
    rates.push({ unit: draft.unit, pricePico, ...(tiers && { tiers }) });
  }
  return rates.length === 0 ? { rates: null, wrong: { unit: null, field: "price" } } : { rates, wrong: null };
}

/** Undefined: one price for any quantity; null: something is wrong with them. */
function parseTiers({ mode, tiers }: RateDraft, pricePico: bigint): Tiers | undefined | null {
  if (mode === "none") return undefined;
  let before = { above: 0n, pricePico };
  const parsed: Tiers["tiers"] = [];
  for (const draft of tiers) {
    const [above, price] = [parseMillionth(draft.above), parseMillionth(draft.price)];
    if (above === null || price === null) return null;
    if (above <= before.above || price > before.pricePico) return null;
    before = { above, pricePico: price };
    parsed.push(before);
  }
  return parsed.length === 0 ? null : { mode, tiers: parsed };
}

/** A millionth of a decimal: of `0.02` for a million, what one costs in picos; of `1.5` million, how many that are. */
function parseMillionth(text: string): bigint | null {
  const pico = parseDecimal(text.trim());
  return pico === null || pico < 0n || pico % MILLION !== 0n ? null : pico / MILLION;
}
