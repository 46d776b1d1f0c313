import "server-only";
import { isIP } from "node:net";
import type { Origin } from "@millrace/kernel";

const USER_AGENT_LENGTH_MAX = 400;

/** Where a request came from; the listener has put the address there and nothing else (`listener/`). */
export function originOf(headers: Headers): Origin {
  const address = headers.get("x-forwarded-for") ?? "";
  return {
    address: isIP(address) === 0 ? null : address,
    userAgent: headers.get("user-agent")?.slice(0, USER_AGENT_LENGTH_MAX) ?? null,
  };
}
