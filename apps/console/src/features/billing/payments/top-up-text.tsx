"use client";

import { Notice } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../../format/money.ts";
import type { ShownTopUp } from "./top-up-view.ts";

/** What is bought by itself; or that nothing is any more, and why. */
export function TopUpText({ topUp, currency }: { topUp: ShownTopUp; currency: string }) {
  const t = useTranslations("billing.payments.topUp");
  const locale = useLocale();
  const format = useFormatter();
  const money = (pico: bigint) => formatMoney(pico, currency, locale);
  const { belowPico, amountPico, monthlyMaxPico, disabledAt, failure } = topUp;
  if (disabledAt === null)
    return (
      <p className="text-ink-2">
        {t("on", { below: money(belowPico), amount: money(amountPico), max: money(monthlyMaxPico) })}
      </p>
    );
  const date = format.dateTime(disabledAt, { dateStyle: "long" });
  return <Notice tone="warn">{t("failed", { date, reason: failure ?? "" })}</Notice>;
}
