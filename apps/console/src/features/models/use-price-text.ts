import { useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import type { ModelPrice } from "./price-of.ts";

export type Priced = { task: string; price: ModelPrice | null };

/** What a model costs, in a few words: by the token for those that read text, else by the request; null without a price. */
export function usePriceText(currency: string): (priced: Priced) => string | null {
  const t = useTranslations("prices");
  const locale = useLocale();
  return ({ task, price }) => {
    if (!price) return null;
    return task === "tensor"
      ? t("perMillionRequests", { price: formatMoneyExact(price.requestsPico, currency, locale) })
      : t("perMillionTokens", { price: formatMoneyExact(price.tokensPico, currency, locale) });
  };
}
