import type { ExecutionProvider } from "./providers/execution-provider.ts";
import type { Task } from "./tasks/task.ts";

/**
 * - `starting`: the process loads the model and warms up.
 * - `ready`: takes batches.
 * - `restarting`: died, and waits for its next start.
 * - `quarantined`: died too often, or cannot load; stays so until the next `apply`.
 * - `stopping`: finishes what it has, then ends.
 * - `unloaded`: on demand, and not in memory; the next request loads it.
 */
export type ReplicaState = "starting" | "ready" | "restarting" | "quarantined" | "stopping" | "unloaded";

export type ReplicaStatus = {
  readonly state: ReplicaState;
  /** What computes. */
  readonly provider: ExecutionProvider;
  /** When it entered this state. */
  readonly since: Date;
  /** Why it is restarting or quarantined, for the deployment's owner. Holds no path and no input. */
  readonly reason: string | null;
  /** The same for the operator's log: exit code, signal, the last words on stderr. */
  readonly detail: string | null;
  readonly pid: number | null;
  /** Resident memory, at most 2 s old while it answers; null without a process. */
  readonly memoryBytes: number | null;
  /** How often its process was started again. */
  readonly restarts: number;
};

/** Figures of the last 10 seconds. Rates are per second. Means and percentiles are null without a request. */
export type RollingFigures = {
  readonly requestsPerSecond: number;
  readonly inputTokensPerSecond: number;
  readonly refusedPerSecond: number;
  /** Requests of which no input was computed, as all answers were known. */
  readonly cacheHitsPerSecond: number;
  /** Percentiles of `Timings.totalMs`, within 5 %. */
  readonly totalP50Ms: number | null;
  readonly totalP99Ms: number | null;
  readonly queueMeanMs: number | null;
  readonly computeMeanMs: number | null;
  readonly totalMeanMs: number | null;
  readonly batchRowsMean: number | null;
  /** The part of the computed tokens that was padding, 0 … 1. */
  readonly paddingShare: number | null;
};

export type GroupStatus = {
  readonly id: string;
  readonly name: string;
  readonly task: Task;
  /** During a change those of both groups, each with the graph that it runs. */
  readonly replicas: readonly (ReplicaStatus & { readonly onnxFile: string })[];
  /** Requests with at least one input that waits. */
  readonly queuedRequests: number;
  readonly queuedTokens: number;
  readonly figures: RollingFigures;
};

/**
 * What holds a replica's process in. `prlimit`: the kernel bounds its private memory and writes no core file
 * (Linux with util-linux). `none`: only its own process and a clean environment.
 */
export type Isolation = "prlimit" | "none";
