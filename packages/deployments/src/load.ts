import { z } from "zod";

const figure = z.number().nonnegative();

export const loadReportSchema = z.object({
  teamId: z.uuid(),
  deploymentId: z.uuid(),
  requestsPerSecond: figure,
  tokensPerSecond: figure,
  refusedPerSecond: figure,
  totalP50Ms: figure,
  totalP99Ms: figure,
  queueMs: figure,
  computeMs: figure,
  /** Mean from the call to the answer; what is neither waiting nor computing is reading and passing on. */
  totalMs: figure,
  batchRows: figure,
  paddingShare: figure.max(1),
  queuedRequests: z.int().min(0),
  /** Requests answered from the cache. */
  cacheHitsPerSecond: figure,
});

/** Deployments of one node. */
export const LOADS_REPORTED_MAX = 4_096;

/** What a node says of one deployment's last ten seconds. */
export type LoadReport = z.infer<typeof loadReportSchema>;

/** How a deployment does: means and percentiles over the last ten seconds before `at`; 0 where nothing happened. */
export type Load = Omit<LoadReport, "teamId" | "deploymentId"> & { at: Date };
