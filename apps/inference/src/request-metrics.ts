import type { CacheUse, Timings } from "@millrace/serving";
import type { Metrics } from "@millrace/telemetry";

/** In milliseconds, from a tiny model on an idle machine to a minute. */
const BOUNDS_MS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

/** What an answer is charged by. */
export type Work = {
  inputs: number;
  inputTokens: number;
  cachedInputTokens: number;
  cache: CacheUse;
  timings: Timings;
};

type Deployment = { teamId: string; deploymentId: string; modelName: string };

export type RequestMetrics = {
  answered(deployment: Deployment, work: Work): void;
  refused(code: string): void;
};

export function createRequestMetrics(metrics: Metrics): RequestMetrics {
  const total = metrics.histogram("millrace_request_total_ms", "From the call to the answer.", BOUNDS_MS);
  const queue = metrics.histogram("millrace_request_queue_ms", "Waiting for a batch.", BOUNDS_MS);
  const compute = metrics.histogram("millrace_request_compute_ms", "Computing in a batch.", BOUNDS_MS);
  const tokens = metrics.counter("millrace_input_tokens_total", "Tokens of answered requests.");
  const cachedTokens = metrics.counter(
    "millrace_cached_input_tokens_total",
    "Those of them that nobody computed, as the answer was known.",
  );
  const lookUps = metrics.counter(
    "millrace_cache_requests_total",
    "Answered requests where answers are kept, by what was known: hit, partial or miss.",
  );
  const refused = metrics.counter(
    "millrace_requests_refused_total",
    "Requests that were not answered, by code.",
  );
  const labelsOf = new WeakMap<Deployment, { team: string; deployment: string; model: string }>();
  return {
    answered: (deployment, work) => {
      const labels = labelsOf.get(deployment) ?? {
        team: deployment.teamId,
        deployment: deployment.deploymentId,
        model: deployment.modelName,
      };
      labelsOf.set(deployment, labels);
      total.observe(labels, work.timings.totalMs);
      queue.observe(labels, work.timings.queueMs);
      compute.observe(labels, work.timings.computeMs);
      tokens.add(labels, work.inputTokens);
      if (work.cache === "off") return;
      cachedTokens.add(labels, work.cachedInputTokens);
      lookUps.add({ ...labels, result: work.cache });
    },
    refused: (code) => refused.add({ code }),
  };
}
