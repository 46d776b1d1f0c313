import type { ModelProfile } from "@millrace/catalog";
import { NODE_MEMORY_SHARE } from "../node.ts";
import { RESOURCE_BOUNDS, type Resources } from "../resources.ts";

const MIB = 2 ** 20;
const MEMORY_STEP_BYTES = 64 * MIB;
/** Node and ONNX Runtime grow well beyond the model while a first large batch runs. */
const MEMORY_BYTES_LEAST = 768 * MIB;
const MEMORY_BYTES_UNMEASURED = 1_024 * MIB;
/** A replica may use this many times what was measured after warm-up. */
const MEMORY_HEADROOM = 2;

/** Small encoders gain little from more threads than this. */
const THREADS_MOST = 4;
/** Up to this many cores, a replica a core serves more than one replica with a thread a core. */
const CORES_SMALL = 2;
/** From this many cores on, a second replica answers while the first restarts. */
const CORES_FOR_TWO = 8;

/** Both cores of a small machine are full by then: larger batches gained nothing and only make the next request wait. */
const BATCH_TOKENS = 1_024;
const BATCH_ROWS = 64;
const QUEUE_REQUESTS = 512;

export type Suggestion = {
  resources: Resources;
  /** What was measured, to show beside the suggestion; null where nothing was. */
  why: { tokensPerSecond: number | null; memoryBytes: number | null };
};

/** A sensible start for a deployment, from what was measured; the README gives the reasons. */
export function suggestResources(
  profile: ModelProfile | null,
  node: { cores: number; memoryBytes: number } | null,
): Suggestion {
  const tokensPerSecond = profile && profile.grid.length > 0 ? bestSpeed(profile) : null;
  const memoryBytes = profile?.memoryBytes ?? null;
  const memoryBytesMax = memoryBound(memoryBytes);
  return {
    resources: {
      ...shareCores(node ?? { cores: 1, memoryBytes: 0 }, memoryBytesMax),
      memoryBytesMax,
      batchTokensMax: BATCH_TOKENS,
      batchRowsMax: BATCH_ROWS,
      queueRequestsMax: QUEUE_REQUESTS,
    },
    why: { tokensPerSecond, memoryBytes },
  };
}

function shareCores(
  { cores, memoryBytes }: { cores: number; memoryBytes: number },
  memoryBytesMax: number,
): Pick<Resources, "replicas" | "threadsPerReplica"> {
  const hasRoomForTwo = 2 * memoryBytesMax <= memoryBytes * NODE_MEMORY_SHARE;
  if (cores > CORES_SMALL) {
    const replicas = cores >= CORES_FOR_TWO && hasRoomForTwo ? 2 : 1;
    return { replicas, threadsPerReplica: Math.min(THREADS_MOST, Math.floor(cores / 2)) };
  }
  return hasRoomForTwo
    ? { replicas: cores, threadsPerReplica: 1 }
    : { replicas: 1, threadsPerReplica: cores };
}

function bestSpeed({ grid }: ModelProfile): number {
  return Math.max(...grid.map(({ tokensPerSecond }) => tokensPerSecond));
}

function memoryBound(measuredBytes: number | null): number {
  if (measuredBytes === null) return MEMORY_BYTES_UNMEASURED;
  const stepped = Math.ceil((measuredBytes * MEMORY_HEADROOM) / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES;
  return Math.min(Math.max(stepped, MEMORY_BYTES_LEAST), RESOURCE_BOUNDS.memoryBytesMax.max);
}
