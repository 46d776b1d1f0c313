import type { FilledLimit, Measure } from "@millrace/quotas";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";

export type LimitText = {
  /** `60`, `$5.00`. */
  bare(measure: Measure, value: bigint): string;
  /** `60 requests`, `$5.00`. */
  amount(measure: Measure, value: bigint): string;
  /** What holds now: `60 requests a minute`, `$5.00 a month`. */
  limit(limit: FilledLimit): string;
  /** What it is for: a name, or what is gone. */
  subject(limit: Pick<FilledLimit, "scope" | "subject">): string;
  /** When what is used is there again; null: not by the clock. */
  frees(limit: FilledLimit): string | null;
  moment(at: Date): string;
};

/** Limits in the reader's words; `currency` is the team's. */
export function useLimitText(currency: string): LimitText {
  const t = useTranslations("limits");
  const format = useFormatter();
  const locale = useLocale();
  const bare = (measure: Measure, value: bigint) =>
    measure === "spend"
      ? formatMoneyExact(value, currency, locale)
      : new Intl.NumberFormat(locale).format(value);
  const amount = (measure: Measure, value: bigint) =>
    t(`amounts.${measure}`, { amount: bare(measure, value), count: Number(value) });
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  return {
    bare,
    amount,
    limit: ({ measure, period, effective }) => t(`per.${period}`, { what: amount(measure, effective) }),
    subject: ({ scope, subject }) => subject ?? t(`gone.${scope}`),
    frees: ({ period, freesAt }) => {
      if (freesAt === null) return null;
      return period === "minute" ? format.dateTime(freesAt, { timeStyle: "short" }) : moment(freesAt);
    },
    moment,
  };
}
