import { formatPico } from "@millrace/kernel";
import type { LimitMeasure } from "../account.ts";

const STEP = 1024n;
const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"] as const;

/** An amount as every reader understands it: `0.25 USD`, `60`, `5 GiB`. Bytes are rounded down to a whole unit. */
export function amountText(measure: LimitMeasure, amount: bigint, currency: string): string {
  if (measure === "spend") return `${formatPico(amount)} ${currency}`;
  return measure === "stored_bytes" ? bytesText(amount) : amount.toString();
}

function bytesText(amount: bigint): string {
  let [left, unit] = [amount, 0];
  while (left >= 10n * STEP && unit < UNITS.length - 1) [left, unit] = [left / STEP, unit + 1];
  return `${left} ${UNITS[unit]}`;
}
