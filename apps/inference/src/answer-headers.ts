import { type CacheUse, serverTiming, type Timings } from "@millrace/serving";
import type { Allowance } from "./limits/allowance.ts";

/** What an answer says about its making, `server-timing` and `x-cache` where answers are kept, and how the limits on it stand. */
export function answerHeaders(
  { timings, cache }: { timings: Timings; cache: CacheUse },
  { allowance }: { allowance: Pick<Allowance, "headers"> },
): Record<string, string> {
  return {
    "server-timing": serverTiming(timings),
    ...(cache === "off" ? {} : { "x-cache": cache }),
    ...allowance.headers(),
  };
}
