"use client";

import { Toaster } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { ThemeProvider, useTheme } from "next-themes";
import type { ReactNode } from "react";

/** Theme and toasts: what every page looks like and speaks through. */
export function Appearance({ nonce, children }: { nonce?: string; children: ReactNode }) {
  return (
    <ThemeProvider attribute="data-theme" nonce={nonce} disableTransitionOnChange>
      {children}
      <ThemedToaster />
    </ThemeProvider>
  );
}

function ThemedToaster() {
  const t = useTranslations("frame");
  const { resolvedTheme } = useTheme();
  return (
    <Toaster
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      label={t("messages")}
      closeLabel={t("close")}
    />
  );
}
