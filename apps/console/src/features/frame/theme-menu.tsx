"use client";

import { Button, Menu, MenuContent, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@millrace/ui";
import { Monitor, Moon, Sun, SunMoon } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";

const THEMES = [
  { name: "system", icon: Monitor },
  { name: "light", icon: Sun },
  { name: "dark", icon: Moon },
] as const;

export function ThemeMenu() {
  const t = useTranslations("frame");
  const { theme, setTheme } = useTheme();
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button size="icon" look="quiet" aria-label={t("theme")} title={t("theme")}>
          <SunMoon aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuContent>
        <MenuRadioGroup value={theme} onValueChange={setTheme} aria-label={t("theme")}>
          {THEMES.map(({ name, icon: Icon }) => (
            <MenuRadioItem key={name} value={name}>
              <Icon className="text-ink-3" aria-hidden />
              {t(`themes.${name}`)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}
