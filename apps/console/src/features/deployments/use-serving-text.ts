import { useLocale, useTranslations } from "next-intl";
import { agreementKind, formatAgreement } from "../../format/agreement.ts";
import { formatMoneyExact } from "../../format/money.ts";
import { formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { useRefusalText } from "../models/use-refusal-text.ts";
import { PROVIDER_NAMES } from "./provider-names.ts";
import type { ServingChoices } from "./serving-choices.ts";
import type { ServingForm } from "./serving-form.ts";

/** The values of the form in few words, and what each of them means for this model. */
export function useServingText(choices: ServingChoices, currency: string) {
  const t = useTranslations("deployments.serving");
  const locale = useLocale();
  const refusalText = useRefusalText();

  function variantHint(variant: ServingForm["variant"]): string {
    const { automatic, int8 } = choices;
    const merits = int8Merits();
    if (variant === "fp32") return t("variant.fp32Hint");
    if (variant === "int8") {
      return merits ? t("variant.int8Hint", { merits }) : t("variant.int8Unmeasured");
    }
    if (choices.task === "tensor") return t("variant.autoTensor");
    const reason = refusalText({ ...int8, task: choices.task });
    if (reason !== null) return t("variant.autoRefused", { reason });
    return automatic === "int8" && merits
      ? t("variant.autoFaster", { merits })
      : t(int8.measured ? "variant.autoHint" : "variant.autoUnmeasured");
  }

  /** How much faster and how near int8 is, where both were measured. */
  function int8Merits(): string | null {
    const { speedUp, agreement, samples } = choices.int8;
    if (speedUp === null) return null;
    const kind = agreementKind(choices.task);
    const times = formatNumber(speedUp, locale, 2);
    return agreement === null
      ? t("variant.speedUp", { times })
      : t("variant.merits", { times, kind, value: formatAgreement(agreement, kind, locale), samples });
  }

  function residencyHint(residency: ServingForm["residency"]): string {
    if (residency === "resident") return t("residency.residentHint");
    const { loadMs } = choices;
    return loadMs === null
      ? t("residency.onDemandHint")
      : t("residency.onDemandMeasured", { milliseconds: formatMilliseconds(loadMs, locale) });
  }

  function providerName(provider: string): string {
    return provider === "auto" ? t("provider.auto") : (PROVIDER_NAMES[provider] ?? provider);
  }

  function providerHint(): string {
    const names = new Intl.ListFormat(locale, { type: "conjunction" }).format(
      choices.providers.map((name) => providerName(name)),
    );
    return t("provider.hint", { names: names || providerName("cpu") });
  }

  function cacheHint(mebibytes: number): string {
    if (mebibytes === 0) return t("cache.off");
    const { price } = choices;
    if (!price) return t("cache.unpriced");
    if (choices.task === "tensor") return t("cache.perRequest");
    if (price.cachedTokensPico === 0n) return t("cache.free");
    const cached = formatMoneyExact(price.cachedTokensPico, currency, locale);
    const full = formatMoneyExact(price.tokensPico, currency, locale);
    return t("cache.priced", { cached, full });
  }

  const variantName = (variant: ServingForm["variant"]) =>
    variant === "auto" ? t("variant.auto", { variant: choices.automatic }) : variant;
  const residencyName = (residency: ServingForm["residency"]) => t(`residency.${residency}`);
  const cacheName = (mebibytes: number) =>
    mebibytes === 0 ? t("cache.none") : `${formatNumber(mebibytes, locale)} MiB`;
  const summary = (form: ServingForm) =>
    [
      variantName(form.variant),
      residencyName(form.residency),
      t("provider.short", { name: providerName(form.executionProvider) }),
      t("cache.short", { size: cacheName(form.cacheMebibytes) }),
    ].join(" · ");

  return {
    variantName,
    variantHint,
    residencyName,
    residencyHint,
    providerName,
    providerHint,
    cacheName,
    cacheHint,
    summary,
  };
}
