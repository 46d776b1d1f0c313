import { useLocale, useTranslations } from "next-intl";
import { changeOf } from "./change-of.ts";
import { formatMeasured, type Written } from "./measured.ts";
import type { UsageMeasure } from "./usage-query.ts";

export type ChangeTextProps = {
  now: number | bigint;
  before: number | bigint;
  show: UsageMeasure;
  currency: string;
};

/** How a figure stands to that of the period before: in per cent, and by how much. More is neither good nor bad. */
export function ChangeText({ now, before, show, currency }: ChangeTextProps) {
  const t = useTranslations("usage.change");
  const locale = useLocale();
  const { by, share } = changeOf(now, before);
  if (Number(by) === 0) return <span>{t("none")}</span>;
  const amount = signed(by, { show, currency, locale });
  if (share === null) return <span>{t("new", { amount })}</span>;
  return <span>{t("by", { share: signedShare(share, locale), amount })}</span>;
}

function signed(by: number | bigint, written: Written): string {
  const isLess = by < 0;
  return `${isLess ? "−" : "+"}${formatMeasured(isLess ? -by : by, written)}`;
}

function signedShare(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0,
  }).format(share);
}
