import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { isLocale, knownTimeZone, LOCALE_COOKIE, negotiateLocale, TIME_ZONE_COOKIE } from "./locale.ts";
import { MESSAGES } from "./messages.ts";

export default getRequestConfig(async () => {
  const jar = await cookies();
  const chosen = jar.get(LOCALE_COOKIE)?.value;
  const locale = isLocale(chosen) ? chosen : negotiateLocale((await headers()).get("accept-language"));
  return {
    locale,
    messages: MESSAGES[locale],
    timeZone: knownTimeZone(jar.get(TIME_ZONE_COOKIE)?.value),
  };
});
