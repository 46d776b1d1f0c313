import type { Rate } from "@millrace/prices";
import { useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../../format/money.ts";

const MILLION = 1_000_000n;

/** What a unit costs, for a million of it, and below it its tiers. */
export type RateLines = { rate: string; tiers: string[] };

export function useRateLines(): (rate: Rate, currency: string) => RateLines {
  const t = useTranslations("operator.prices");
  const locale = useLocale();
  return ({ unit, pricePico, tiers }, currency) => {
    const money = (pico: bigint) => formatMoneyExact(pico * MILLION, currency, locale);
    return {
      rate: t("rate", { unit: t(`units.${unit}`), price: money(pricePico) }),
      tiers: (tiers?.tiers ?? []).map((tier) =>
        t(tiers?.mode === "volume" ? "volume" : "graduated", {
          above: new Intl.NumberFormat(locale).format(tier.above),
          price: money(tier.pricePico),
        }),
      ),
    };
  };
}
