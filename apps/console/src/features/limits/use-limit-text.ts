import type { FilledLimit, LimitMeasure } from "@millrace/quotas";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import { formatBytes } from "../../format/quantity.ts";
import { isHeld } from "./limit-subjects.ts";

export type LimitText = {
  /** `60`, `$5.00`. */
  bare(measure: LimitMeasure, value: bigint): string;
  /** `60 requests`, `$5.00`. */
  amount(measure: LimitMeasure, value: bigint): string;
  /** What holds now: `60 requests a minute`, `$5.00 a month`. */
  limit(limit: FilledLimit): string;
  /** What it is for: a name, or what is gone. */
  subject(limit: Pick<FilledLimit, "scope" | "subject">): string;
  /** `80 %` in the reader's language. */
  percent(share: number): string;
  /** When what is used is there again; null: not by the clock. */
  frees(limit: FilledLimit): string | null;
  moment(at: Date): string;
};

/** Limits in the reader's words; `currency` is the team's. */
export function useLimitText(currency: string): LimitText {
  const t = useTranslations("limits");
  const format = useFormatter();
  const locale = useLocale();
  const bare = (measure: LimitMeasure, value: bigint) => {
    if (measure === "spend") return formatMoneyExact(value, currency, locale);
    return measure === "stored_bytes"
      ? formatBytes(Number(value), locale)
      : new Intl.NumberFormat(locale).format(value);
  };
  const amount = (measure: LimitMeasure, value: bigint) =>
    t(`amounts.${measure}`, { amount: bare(measure, value), count: Number(value) });
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  return {
    bare,
    amount,
    limit: ({ measure, period, effective }) =>
      t(`per.${isHeld(measure) ? "held" : period}`, { what: amount(measure, effective) }),
    subject: ({ scope, subject }) => subject ?? t(`gone.${scope}`),
    frees: ({ period, freesAt }) => {
      if (freesAt === null) return null;
      return period === "minute" ? format.dateTime(freesAt, { timeStyle: "short" }) : moment(freesAt);
    },
    percent: (share) => format.number(share / 100, { style: "percent" }),
    moment,
  };
}
