import { formatPico, parseDecimal } from "@millrace/kernel";
import type { Measure } from "@millrace/quotas";

const COUNT = /^\d{1,18}$/;

/** What somebody wrote as a limit: picos of a decimal for spend, else a whole number; null for what is neither. */
export function parseAmount(text: string, measure: Measure): bigint | null {
  const written = text.trim();
  if (measure !== "spend") return COUNT.test(written) ? BigInt(written) : null;
  const amount = parseDecimal(written);
  return amount !== null && amount >= 0n ? amount : null;
}

/** An amount as it would be written. */
export function writeAmount(amount: bigint, measure: Measure): string {
  return measure === "spend" ? formatPico(amount) : amount.toString();
}
