import type { Load } from "@millrace/deployments";
import type { latency, usageTotals } from "@millrace/metering";

/** Where the time of a request went, in means that add up, and how long the slowest waited. */
export type RequestTime = {
  queueMs: number;
  computeMs: number;
  /** Tokenising, and the way to the model and back. */
  restMs: number;
  totalMs: number;
  p50Ms: number;
  p99Ms: number;
};

type Totals = Pick<Awaited<ReturnType<typeof usageTotals>>, "queueMs" | "computeMs" | "totalMs">;
type Latency = Awaited<ReturnType<typeof latency>>;

/** Of the last ten seconds; null when nothing was answered. */
export function liveTime(load: Load | null): RequestTime | null {
  if (!load || load.requestsPerSecond === 0) return null;
  return withRest(load, { p50Ms: load.totalP50Ms, p99Ms: load.totalP99Ms });
}

/** Of a longer span; null when nothing was answered. */
export function pastTime(totals: Totals, latency: Latency): RequestTime | null {
  return latency && withRest(totals, latency);
}

/** A mean of the whole that is smaller than its parts comes from figures taken at different moments. */
function withRest(
  { queueMs, computeMs, totalMs }: Totals,
  { p50Ms, p99Ms }: { p50Ms: number; p99Ms: number },
): RequestTime {
  const restMs = Math.max(0, totalMs - queueMs - computeMs);
  return { queueMs, computeMs, restMs, totalMs: queueMs + computeMs + restMs, p50Ms, p99Ms };
}
