import type { Clock } from "@millrace/kernel";
import type { Model } from "./model.ts";
import type { ClassifyAnswer, ClassifyRequest, EmbedAnswer, EmbedRequest } from "./requests.ts";
import type { ReplicaGroupSpec } from "./spec.ts";
import type { GroupStatus, Isolation } from "./status.ts";

export type EngineOptions = {
  /** An existing folder that only this engine uses. Each replica gets an empty folder of its own below it. */
  readonly workFolder: string;
  /** Called after every change of a replica's state, with the deployment's id. Must not throw. */
  readonly onChange?: (id: string) => void;
  readonly clock?: Clock;
  /** A batch that computes for longer is ended with its process. Default 60 s. */
  readonly batchTimeoutMs?: number;
  /** How long a request waits while no replica is ready. Default 30 s. */
  readonly startTimeoutMs?: number;
  /** How long `remove` and `close` let admitted requests finish. Default 30 s. */
  readonly drainTimeoutMs?: number;
};

/**
 * Serves models from child processes: tokenises, queues, batches, computes.
 *
 * Calls throw a `Fault`:
 * - `not_found` `serving.unknown_deployment`
 * - `precondition` `serving.wrong_task`: embed on a classifier, or the other way round
 * - `invalid` `serving.input_too_long`, `serving.input_empty`, `serving.token_out_of_range`, `serving.too_many_inputs`,
 *   with `param` such as `input[3]`
 * - `limit_exceeded` `serving.queue_full`, with `retryAfterMs`
 * - `unavailable` `serving.no_replica` or `serving.stopping`, with `retryAfterMs`
 * - `internal` `serving.item_failed` or `serving.item_timed_out`: this input failed alone as well; `param` names it
 *
 * A call whose signal aborts rejects with the signal's reason.
 */
export type Engine = {
  /** What bounds the processes of this engine on this machine. */
  readonly isolation: Isolation;
  /**
   * Makes a deployment what the spec says, and returns when that is under way; `status` shows how far it is.
   * Requests go on without a gap: new replicas are ready before those they replace drain.
   * Quarantined replicas get a fresh start. Throws `invalid` when the spec or the model folder is not good,
   * and changes nothing then.
   */
  apply(spec: ReplicaGroupSpec): Promise<void>;
  /** Drains a deployment and ends its processes. Resolves when they are gone; unknown ids resolve at once. */
  remove(id: string): Promise<void>;
  /** The model that a deployment serves now, or null for an unknown id. */
  modelOf(id: string): Model | null;
  status(): readonly GroupStatus[];
  embed(id: string, request: EmbedRequest): Promise<EmbedAnswer>;
  classify(id: string, request: ClassifyRequest): Promise<ClassifyAnswer>;
  /** Removes every deployment; later calls find none. */
  close(): Promise<void>;
};
