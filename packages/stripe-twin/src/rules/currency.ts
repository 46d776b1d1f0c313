/** Least amounts that Stripe charges, in minor units. Source: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const LEAST: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  chf: 50,
  jpy: 50,
  cad: 50,
  aud: 50,
  sek: 300,
  nok: 300,
  dkk: 250,
  pln: 200,
  czk: 1500,
  kwd: 150,
};
const LEAST_DEFAULT = 50;
const AMOUNT_MAX = 99_999_999;
/** Their last digit is always 0, because Stripe's network has only two. */
const THREE_DECIMALS = new Set(["bhd", "jod", "kwd", "omr", "tnd"]);

export const leastCharge = (currency: string): number => LEAST[currency] ?? LEAST_DEFAULT;

/** Whether a card can be charged this much. */
export function isChargeable(amount: number, currency: string): boolean {
  const writable = !THREE_DECIMALS.has(currency) || amount % 10 === 0;
  return writable && amount >= leastCharge(currency) && amount <= AMOUNT_MAX;
}
