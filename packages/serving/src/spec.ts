import { Fault } from "@millrace/kernel";
import type { ExecutionProvider, ProviderChoice } from "./providers/execution-provider.ts";
import type { Task } from "./tasks/task.ts";

/** Node and ONNX Runtime live in this much without a model; the README tells how it was measured. */
export const REPLICA_MEMORY_BYTES_MIN = 96 * 1024 * 1024;

/** More waiting work than this per replica helps nobody. */
export const QUEUE_MS_MAX_DEFAULT = 60_000;

/** What is wanted of one deployment on this machine: how many replicas of which model, and their bounds. */
export type ReplicaGroupSpec = {
  /** The deployment's id; every call names it. */
  readonly id: string;
  /** The name that callers know the deployment by; messages use it. */
  readonly name: string;
  /** Absolute path of a folder in the Hugging Face hub's layout. */
  readonly modelFolder: string;
  /** Absolute path of a graph to serve instead of the folder's own, such as a variant of it. */
  readonly onnxFile?: string | undefined;
  readonly task: Task;
  /** 0 keeps the deployment known without a process: calls get `unavailable`. */
  readonly replicas: number;
  readonly threadsPerReplica: number;
  /** Private memory of one replica; at least `REPLICA_MEMORY_BYTES_MIN`. */
  readonly memoryBytesMax: number;
  /** Rows × padded length of one batch. A longer input still runs, alone. Beyond 1,024 the built-in models gained nothing. */
  readonly batchTokensMax: number;
  readonly batchRowsMax: number;
  /** Requests that may wait; the next one is refused with `limit_exceeded`. */
  readonly queueRequestsMax: number;
  /** Predicted computing time that may wait per replica, in ms; the next request is refused. Default 60 s. */
  readonly queueMsMax?: number;
  /** Of answers that are kept for inputs that come again; 0, the default, keeps none. */
  readonly cacheBytesMax?: number | undefined;
  /** `auto`: the best that this machine has (`chooseProvider`). One that is asked for and missing is refused. Default `cpu`. */
  readonly executionProvider?: ProviderChoice;
  /** `on_demand`: in memory from its first request on, and until another needs the room. Default `resident`. */
  readonly residency?: "resident" | "on_demand";
  /** What `Engine.costOf` gave, to go on from after a restart. A value that it does not know is ignored. */
  readonly learnedCost?: unknown;
};

/** A spec on this machine: what computes is settled. */
export type PlacedSpec = ReplicaGroupSpec & { readonly executionProvider: ExecutionProvider };

/** What each number of a spec may be, both ends included. A machine without these much is the caller's concern. */
const RANGES = {
  replicas: [0, 64],
  threadsPerReplica: [1, 256],
  memoryBytesMax: [REPLICA_MEMORY_BYTES_MIN, 2 ** 43],
  batchTokensMax: [1, 2 ** 20],
  batchRowsMax: [1, 1_024],
  queueRequestsMax: [1, 100_000],
  queueMsMax: [1, 3_600_000],
  cacheBytesMax: [0, 2 ** 40],
} as const satisfies Partial<Record<keyof ReplicaGroupSpec, readonly [number, number]>>;

const OPTIONAL: ReadonlySet<string> = new Set([
  "queueMsMax",
  "cacheBytesMax",
] satisfies (keyof typeof RANGES)[]);

/** Throws `invalid` naming the first field that is out of its range. */
export function checkSpec(spec: ReplicaGroupSpec): void {
  for (const field of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const [min, max] = RANGES[field];
    const value = spec[field];
    if (
      value === undefined ? OPTIONAL.has(field) : Number.isSafeInteger(value) && value >= min && value <= max
    )
      continue;
    throw new Fault({
      kind: "invalid",
      code: "serving.spec_out_of_range",
      message: `\`${field}\` is ${value}; it must be a whole number from ${min} to ${max}.`,
      param: field,
    });
  }
}

/** True when a running process can take over the new spec: only the number of replicas or a bound differs. */
export function runsAsBefore(before: PlacedSpec, after: PlacedSpec): boolean {
  return (
    before.executionProvider === after.executionProvider &&
    before.modelFolder === after.modelFolder &&
    before.onnxFile === after.onnxFile &&
    before.task === after.task &&
    before.threadsPerReplica === after.threadsPerReplica &&
    before.memoryBytesMax === after.memoryBytesMax
  );
}
