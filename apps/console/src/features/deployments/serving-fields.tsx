"use client";

import { Disclosure, Field, NumberField, Select } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { ServingChoices } from "./serving-choices.ts";
import { providerOf, RESIDENCIES, type ServingForm, VARIANTS_WANTED } from "./serving-form.ts";
import { useServingText } from "./use-serving-text.ts";

const CACHE_SLIDER = { sliderMax: 1_024, step: 16 };

export type ServingFieldsProps = {
  value: ServingForm;
  onChange: (value: ServingForm) => void;
  choices: ServingChoices;
  currency: string;
  disabled?: boolean;
};

/** How the model is served, for those who want to decide it themselves; the suggestion is right for most. */
export function ServingFields({ value, onChange, choices, currency, disabled }: ServingFieldsProps) {
  const t = useTranslations("deployments.serving");
  const text = useServingText(choices, currency);
  const providers = [...new Set(["auto", ...choices.providers, value.executionProvider])];
  return (
    <Disclosure title={t("title")} summary={text.summary(value)}>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
        <Field label={t("variant.label")} hint={text.variantHint(value.variant)}>
          <Select
            value={value.variant}
            onValueChange={(next) => onChange({ ...value, variant: known(VARIANTS_WANTED, next) })}
            options={VARIANTS_WANTED.map((variant) => variantOption(variant))}
            disabled={disabled}
          />
        </Field>
        <Field label={t("residency.label")} hint={text.residencyHint(value.residency)}>
          <Select
            value={value.residency}
            onValueChange={(next) => onChange({ ...value, residency: known(RESIDENCIES, next) })}
            options={RESIDENCIES.map((residency) => ({
              value: residency,
              label: text.residencyName(residency),
            }))}
            disabled={disabled}
          />
        </Field>
        <Field label={t("provider.label")} hint={text.providerHint()}>
          <Select
            value={value.executionProvider}
            onValueChange={(next) => onChange({ ...value, executionProvider: providerOf(next) ?? "auto" })}
            options={providers.map((provider) => ({ value: provider, label: text.providerName(provider) }))}
            disabled={disabled}
          />
        </Field>
        <Field label={t("cache.label")} hint={text.cacheHint(value.cacheMebibytes)}>
          <NumberField
            value={value.cacheMebibytes}
            onValueChange={(cacheMebibytes) => onChange({ ...value, cacheMebibytes })}
            min={0}
            max={choices.cacheMebibytesMax}
            {...CACHE_SLIDER}
            unit="MiB"
            sliderLabel={t("cache.label")}
            disabled={disabled}
          />
        </Field>
      </div>
    </Disclosure>
  );

  /** What is not offered can be seen, with its reason below while it is chosen, but not be chosen anew. */
  function variantOption(variant: ServingForm["variant"]) {
    const refused = variant === "int8" && choices.int8.reason !== null;
    const label = text.variantName(variant);
    return {
      value: variant,
      label: refused ? t("variant.notOffered", { variant }) : label,
      disabled: refused,
    };
  }
}

function known<Name extends string>(names: readonly [Name, ...Name[]], text: string): Name {
  return names.find((name) => name === text) ?? names[0];
}
