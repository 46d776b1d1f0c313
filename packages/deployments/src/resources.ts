import { z } from "zod";

const MIB = 2 ** 20;

/** What one deployment may ask for, both ends included. A node's room is checked when it is placed, not here. */
export const RESOURCE_BOUNDS = {
  replicas: { min: 1, max: 32 },
  threadsPerReplica: { min: 1, max: 64 },
  /** The least is what Node and ONNX Runtime need without a model (packages/serving). */
  memoryBytesMax: { min: 256 * MIB, max: 2 ** 20 * MIB },
  batchTokensMax: { min: 64, max: 262_144 },
  batchRowsMax: { min: 1, max: 1_024 },
  queueRequestsMax: { min: 1, max: 100_000 },
} as const;

function within({ min, max }: { min: number; max: number }) {
  return z.int().min(min).max(max);
}

export const resourcesSchema = z.object({
  replicas: within(RESOURCE_BOUNDS.replicas),
  threadsPerReplica: within(RESOURCE_BOUNDS.threadsPerReplica),
  memoryBytesMax: within(RESOURCE_BOUNDS.memoryBytesMax),
  batchTokensMax: within(RESOURCE_BOUNDS.batchTokensMax),
  batchRowsMax: within(RESOURCE_BOUNDS.batchRowsMax),
  queueRequestsMax: within(RESOURCE_BOUNDS.queueRequestsMax),
});

/** What the engine is given for a deployment, and the bounds that it holds. */
export type Resources = {
  replicas: number;
  threadsPerReplica: number;
  /** Private memory of one replica. */
  memoryBytesMax: number;
  /** Rows × padded length of one batch. */
  batchTokensMax: number;
  batchRowsMax: number;
  /** Requests that may wait; the next one is refused. */
  queueRequestsMax: number;
};

/** True when both ask for the same. */
export function sameResources(one: Resources, other: Resources): boolean {
  return resourcesSchema.keyof().options.every((field) => one[field] === other[field]);
}
