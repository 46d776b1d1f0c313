import type { UsageSum } from "@millrace/metering";
import { formatMoney } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import type { UsageMeasure } from "./usage-query.ts";

/** The sum that a measure means: a count, or an amount in picos. */
export function measured(sum: UsageSum, show: UsageMeasure): number | bigint {
  switch (show) {
    case "requests":
      return sum.requests;
    case "tokens":
      return sum.inputTokens;
    case "cost":
      return sum.amountPico;
  }
}

export type Written = { show: UsageMeasure; currency: string; locale: string };

export function formatMeasured(value: number | bigint, { show, currency, locale }: Written): string {
  return show === "cost" ? formatMoney(BigInt(value), currency, locale) : formatNumber(Number(value), locale);
}
