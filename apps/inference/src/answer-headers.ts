import { type CacheUse, serverTiming, type Timings } from "@millrace/serving";

/** What an answer says about its making: `server-timing`, and `x-cache` where answers are kept. */
export function answerHeaders({
  timings,
  cache,
}: {
  timings: Timings;
  cache: CacheUse;
}): Record<string, string> {
  const timing = { "server-timing": serverTiming(timings) };
  return cache === "off" ? timing : { ...timing, "x-cache": cache };
}
