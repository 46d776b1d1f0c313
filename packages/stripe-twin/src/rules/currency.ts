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

const leastCharge = (currency: string): number => LEAST[currency] ?? LEAST_DEFAULT;

/** The largest amount up to this one that a card can be charged; 0 for less than the least. */
export function chargeable(amount: number, currency: string): number {
  if (amount < leastCharge(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? amount - (amount % 10) : amount;
}

/** The nearest amount whose digits a card's network can write; a half up. Of an amount from zero on. */
export function payable(amount: number, currency: string): number {
  return THREE_DECIMALS.has(currency) ? Math.round(amount / 10) * 10 : amount;
}

/** Whether a card can be charged this much. */
export function isChargeable(amount: number, currency: string): boolean {
  return amount > 0 && chargeable(amount, currency) === amount && amount <= AMOUNT_MAX;
}
