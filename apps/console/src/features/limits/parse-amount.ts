import { formatPico, parseDecimal } from "@millrace/kernel";
import type { LimitMeasure } from "@millrace/quotas";

const BYTES_PER_MEBIBYTE = 1_048_576n;
const COUNT = /^\d{1,18}$/;

/** What somebody wrote as a limit: picos of a decimal for spend, bytes of whole MiB, else a whole number; null for none of these. */
export function parseAmount(text: string, measure: LimitMeasure): bigint | null {
  const written = text.trim();
  if (measure !== "spend") return COUNT.test(written) ? BigInt(written) * unitOf(measure) : null;
  const amount = parseDecimal(written);
  return amount !== null && amount >= 0n ? amount : null;
}

/** An amount as it would be written; bytes rounded up to whole MiB. */
export function writeAmount(amount: bigint, measure: LimitMeasure): string {
  if (measure === "spend") return formatPico(amount);
  const unit = unitOf(measure);
  return ((amount + unit - 1n) / unit).toString();
}

function unitOf(measure: LimitMeasure): bigint {
  return measure === "stored_bytes" ? BYTES_PER_MEBIBYTE : 1n;
}
