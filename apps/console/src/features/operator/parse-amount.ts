import { parseDecimal } from "@millrace/kernel";

/** An amount above zero as typed, in picos; null for what is none. */
export function parseAmount(text: string): bigint | null {
  const amount = parseDecimal(text.trim());
  return amount !== null && amount > 0n ? amount : null;
}
