import { parseDecimal } from "@millrace/kernel";
import type { MoneyUnit } from "./money-unit.ts";

/** An amount above zero as typed, in the currency's minor unit; null for what is none, or has more digits than the currency. */
export function parseMoney(text: string, { minorPico, stepPico }: MoneyUnit): bigint | null {
  const pico = parseDecimal(text.trim());
  return pico !== null && pico > 0n && pico % stepPico === 0n ? pico / minorPico : null;
}
