"use client";

import { Field, Select } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { LOCALE_NAMES, LOCALES, type Locale } from "../../i18n/locale.ts";

export type LanguageFieldProps = { value: Locale; onValueChange: (locale: Locale) => void };

export function LanguageField({ value, onValueChange }: LanguageFieldProps) {
  const t = useTranslations("invitations.dialog");
  return (
    <Field label={t("language")}>
      <Select
        value={value}
        onValueChange={(chosen) => onValueChange(LOCALES.find((locale) => locale === chosen) ?? value)}
        options={LOCALES.map((locale) => ({ value: locale, label: LOCALE_NAMES[locale] }))}
      />
    </Field>
  );
}
