"use server";

import { cookies } from "next/headers";
import { isLocale, LOCALE_COOKIE } from "./locale.ts";

const YEAR_SECONDS = 365 * 24 * 3600;

/** Remembers the reader's language; what is not one of ours changes nothing. */
export async function setLocale(wanted: string): Promise<void> {
  if (!isLocale(wanted)) return;
  (await cookies()).set(LOCALE_COOKIE, wanted, { path: "/", maxAge: YEAR_SECONDS, sameSite: "lax" });
}
