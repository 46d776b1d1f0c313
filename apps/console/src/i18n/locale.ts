export const LOCALES = ["en", "zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];

export const LOCALE_COOKIE = "locale";
export const TIME_ZONE_COOKIE = "time-zone";

/** Each language by its own name, since whoever looks for it may read no other. */
export const LOCALE_NAMES: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" };

export function isLocale(text: string | undefined): text is Locale {
  return LOCALES.some((locale) => locale === text);
}

/**
 * The language of an `Accept-Language` header (RFC 9110, 12.5.4): the first wanted one that we have.
 * Weights are ignored, since every browser sends them in falling order.
 */
export function negotiateLocale(acceptLanguage: string | null): Locale {
  for (const range of (acceptLanguage ?? "").toLowerCase().split(",")) {
    if (range.trim().startsWith("zh")) return "zh-CN";
    if (range.trim().startsWith("en")) return "en";
  }
  return "en";
}

/** A time zone the runtime knows, or UTC. */
export function knownTimeZone(text: string | undefined): string {
  if (!text) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
