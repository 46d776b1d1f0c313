"use client";

import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { TIME_ZONE_COOKIE } from "./locale.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Tells the server the reader's time zone, which only the browser knows, so that both write the same times. */
export function TimeZone() {
  const router = useRouter();
  const served = useTimeZone();
  useEffect(() => {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === served) return;
    const remembered = `${TIME_ZONE_COOKIE}=${encodeURIComponent(own)}`;
    if (document.cookie.split("; ").includes(remembered)) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store interface is missing on plain http
    document.cookie = `${remembered}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
    router.refresh();
  }, [router, served]);
  return null;
}
