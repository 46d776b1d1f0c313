import { roundedQuotient } from "./decimal.ts";

/** Standard rates of value-added tax in hundredths of a percent; a country that is not here is not collected for. */
const RATES: Readonly<Record<string, number>> = {
  AT: 2000,
  AU: 1000,
  BE: 2100,
  CH: 810,
  CZ: 2100,
  DE: 1900,
  DK: 2500,
  ES: 2100,
  FI: 2550,
  FR: 2000,
  GB: 2000,
  IE: 2300,
  IN: 1800,
  IT: 2200,
  JP: 1000,
  NL: 2100,
  NO: 2500,
  PL: 2300,
  SE: 2500,
  SG: 900,
};
const EU = new Set(["AT", "BE", "CZ", "DE", "DK", "ES", "FI", "FR", "IE", "IT", "NL", "PL", "SE"]);
const BASIS = 10_000n;

export type Taxpayer = { country: string | null; hasTaxId: boolean; exempt: string | null };
export type TaxBehavior = "exclusive" | "inclusive";
export type Taxing = {
  /** Hundredths of a percent. */
  rate: number;
  reason: "standard_rated" | "reverse_charge" | "customer_exempt" | "not_collecting";
};
export type Taxed = { amount: number; taxable: number };

/** Which rate applies to a customer, and why. A business of the EU outside the seller's country pays it itself. */
export function taxingOf({ country, hasTaxId, exempt }: Taxpayer, sellerCountry: string): Taxing {
  if (exempt === "exempt") return { rate: 0, reason: "customer_exempt" };
  const rate = RATES[country ?? ""];
  if (country === null || rate === undefined) return { rate: 0, reason: "not_collecting" };
  const reverses = EU.has(country) && EU.has(sellerCountry) && country !== sellerCountry && hasTaxId;
  return exempt === "reverse" || reverses
    ? { rate: 0, reason: "reverse_charge" }
    : { rate, reason: "standard_rated" };
}

/** Tax on an amount, or in it when prices include it; rounded once. */
export function taxOn(amount: number, rate: number, behavior: TaxBehavior): Taxed {
  const [whole, share] = [BigInt(amount), BigInt(rate)];
  const tax =
    behavior === "exclusive"
      ? roundedQuotient(whole * share, BASIS)
      : roundedQuotient(whole * share, BASIS + share);
  return { amount: Number(tax), taxable: behavior === "exclusive" ? amount : amount - Number(tax) };
}
