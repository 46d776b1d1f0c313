import "./globals.css";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getLocale } from "next-intl/server";
import type { ReactNode } from "react";
import { Appearance } from "../features/frame/appearance.tsx";
import { TimeZone } from "../i18n/time-zone.tsx";
import { NONCE_HEADER } from "../request-headers.ts";

export const metadata: Metadata = { title: { default: "Millrace", template: "%s · Millrace" } };

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#fbfaf8" },
    { media: "(prefers-color-scheme: dark)", color: "#121416" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get(NONCE_HEADER) ?? undefined;
  return (
    <html lang={await getLocale()} suppressHydrationWarning>
      <body>
        <NextIntlClientProvider>
          <TimeZone />
          <Appearance nonce={nonce}>{children}</Appearance>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
