import { Fault } from "@millrace/kernel";
import type { Task } from "./tasks/task.ts";

/** How long a caller should stay away when nothing has been measured yet. */
const RETRY_AFTER_DEFAULT_MS = 1_000;
const RETRY_AFTER_MS_MIN = 100;
const RETRY_AFTER_MS_MAX = 60_000;
/** Restarts take a fraction of a second, loads of large models longer. */
const REPLICA_RETRY_AFTER_MS = 5_000;

export function unknownDeployment(id: string): Fault {
  const message = `There is no deployment \`${id}\`.`;
  return new Fault({ kind: "not_found", code: "serving.unknown_deployment", message });
}

export function wrongTask(name: string, task: Task): Fault {
  const message = `\`${name}\` does ${task}; it cannot answer this call.`;
  return new Fault({ kind: "precondition", code: "serving.wrong_task", message });
}

/** `retryAfterMs` as predicted; null when nothing can be. */
export function queueFull(name: string, retryAfterMs: number | null): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "serving.queue_full",
    message: `\`${name}\` has as much waiting as it may hold. Try again later.`,
    retryAfterMs: boundedRetryAfter(retryAfterMs),
  });
}

/** `never`: even alone the request would take longer than its deadline allows. */
export function deadlineUnreachable(name: string, retryAfterMs: number | "never"): Fault {
  const isOutOfReach = retryAfterMs === "never";
  return new Fault({
    kind: "limit_exceeded",
    code: "serving.deadline_unreachable",
    message: isOutOfReach
      ? `\`${name}\` cannot answer this within its deadline, even with nothing else to do.`
      : `\`${name}\` has too much waiting to answer within the deadline. Try again later.`,
    ...(isOutOfReach ? {} : { retryAfterMs: boundedRetryAfter(retryAfterMs) }),
  });
}

/** It was admitted because it looked feasible: that it was not is our doing, so this is no limit of the caller's. */
export function deadlinePassed(name: string, retryAfterMs: number | null): Fault {
  return new Fault({
    kind: "unavailable",
    code: "serving.deadline_passed",
    message: `The deadline passed before \`${name}\` came to this request. Nothing was computed for it.`,
    retryAfterMs: boundedRetryAfter(retryAfterMs),
  });
}

export function deadlineInvalid(deadlineMs: number): Fault {
  return new Fault({
    kind: "invalid",
    code: "serving.deadline_invalid",
    message: `The deadline is ${deadlineMs} ms; it must be more than 0.`,
    param: "deadlineMs",
  });
}

export function noReplica(name: string): Fault {
  return new Fault({
    kind: "unavailable",
    code: "serving.no_replica",
    message: `No replica of \`${name}\` is running. Its owner sees why on the deployment's page.`,
    retryAfterMs: REPLICA_RETRY_AFTER_MS,
  });
}

/** Models that are in use take the memory; they may stop being in use. */
export function noMemory(name: string): Fault {
  return new Fault({
    kind: "unavailable",
    code: "serving.no_memory",
    message: `There was no memory free to load \`${name}\`: models that are in use take it. Try again later.`,
    retryAfterMs: REPLICA_RETRY_AFTER_MS,
  });
}

/** Models that always stay take the memory. */
export function neverMemory(name: string): Fault {
  return new Fault({
    kind: "unavailable",
    code: "serving.no_memory",
    message: `\`${name}\` needs more memory than this machine has left beside the models that always stay.`,
    retryAfterMs: RETRY_AFTER_MS_MAX,
  });
}

export function stopping(name: string): Fault {
  return new Fault({
    kind: "unavailable",
    code: "serving.stopping",
    message: `\`${name}\` is being stopped.`,
    retryAfterMs: RETRY_AFTER_DEFAULT_MS,
  });
}

/**
 * An input that failed in a batch of its own too: the fault lies with it, or with the model. `label` is its place in
 * the request, such as `input[3]`; null when it is the whole request.
 */
export function itemFailed(name: string, label: string | null, internal: string): Fault {
  return new Fault({
    kind: "internal",
    code: "serving.item_failed",
    message: `\`${name}\` failed on ${placeOf(label)}.`,
    ...paramOf(label),
    internal,
  });
}

export function itemTimedOut(name: string, label: string | null, timeoutMs: number): Fault {
  return new Fault({
    kind: "internal",
    code: "serving.item_timed_out",
    message: `\`${name}\` computed on ${placeOf(label)} for more than ${timeoutMs / 1_000} s.`,
    ...paramOf(label),
  });
}

/** What the model makes of these inputs is more than one answer may hold. */
export function outputTooLarge(name: string, bytesMax: number): Fault {
  return new Fault({
    kind: "invalid",
    code: "serving.output_too_large",
    message: `\`${name}\` makes more than ${bytesMax} bytes out of this request, the most that an answer holds.`,
  });
}

/** The runtime would not compute on tensors that only this caller sent. `words` are its own, or null to keep them. */
export function inputRejected(name: string, words: string | null, internal: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "serving.input_rejected",
    message: `\`${name}\` cannot compute on these inputs${words === null ? "." : `: ${words}`}`,
    internal,
  });
}

function placeOf(label: string | null): string {
  return label === null ? "this request" : `\`${label}\``;
}

function paramOf(label: string | null): { param?: string } {
  return label === null ? {} : { param: label };
}

function boundedRetryAfter(ms: number | null): number {
  const waitMs = ms ?? RETRY_AFTER_DEFAULT_MS;
  return Math.round(Math.min(Math.max(waitMs, RETRY_AFTER_MS_MIN), RETRY_AFTER_MS_MAX));
}
