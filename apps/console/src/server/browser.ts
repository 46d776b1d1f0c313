import "server-only";
import type { Origin } from "@millrace/kernel";
import { cookies, headers } from "next/headers";
import { authCookies } from "./auth-cookies.ts";
import { environment } from "./environment.ts";
import { originOf } from "./origin.ts";

/** Where the request at hand came from. */
export async function originHere(): Promise<Origin> {
  return originOf(await headers());
}

/** What this browser holds of its last sign-in. */
export async function deviceToken(): Promise<string | undefined> {
  const { device } = authCookies(environment().config.consoleUrl);
  return (await cookies()).get(device.name)?.value;
}
