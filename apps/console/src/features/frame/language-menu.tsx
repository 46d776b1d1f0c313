"use client";

import { Button, Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@millrace/ui";
import { Languages } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useTransition } from "react";
import { LOCALE_NAMES, LOCALES } from "../../i18n/locale.ts";
import { setLocale } from "../../i18n/set-locale.ts";

export function LanguageMenu() {
  const t = useTranslations("frame");
  const locale = useLocale();
  const [busy, startTransition] = useTransition();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="icon" look="quiet" aria-label={t("language")} title={t("language")} busy={busy}>
          <Languages aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup
          value={locale}
          onValueChange={(value) => startTransition(() => setLocale(value))}
          aria-label={t("language")}
        >
          {LOCALES.map((name) => (
            <MenuRadioItem key={name} value={name} lang={name}>
              {LOCALE_NAMES[name]}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
