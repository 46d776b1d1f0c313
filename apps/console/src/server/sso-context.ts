import "server-only";
import type { SsoContext } from "@millrace/teams";
import { environment } from "./environment.ts";

/** What the verbs of single sign-on need. */
export function ssoContext(): SsoContext {
  const { database, clock, secrets, outgoing, config } = environment();
  return { database, clock, secrets, outgoing, trustedDomains: config.ssoDomains };
}
