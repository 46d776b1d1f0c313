/** An amount in pico-units: 1e-12 of the currency's unit. */
export type Pico = bigint;

export const PICO_PER_UNIT: Pico = 1_000_000_000_000n;
const PICO_DIGITS = 12;
const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d{1,12}))?$/;

/**
 * Reads a decimal such as `0.02` as picos, exactly.
 * Returns null when the text is not a plain decimal with at most 12 places.
 */
export function parseDecimal(text: string): Pico | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const magnitude = BigInt(whole) * PICO_PER_UNIT + BigInt(fraction.padEnd(PICO_DIGITS, "0"));
  return sign === "-" ? -magnitude : magnitude;
}

/** The exact decimal of an amount, without trailing zeros: `20000n` gives `0.00000002`. */
export function formatPico(amount: Pico): string {
  const magnitude = amount < 0n ? -amount : amount;
  const whole = magnitude / PICO_PER_UNIT;
  const fraction = (magnitude % PICO_PER_UNIT).toString().padStart(PICO_DIGITS, "0").replace(/0+$/, "");
  const text = fraction === "" ? `${whole}` : `${whole}.${fraction}`;
  return amount < 0n ? `-${text}` : text;
}
