import type { Resources } from "@millrace/deployments";
import { z } from "zod";
import { fromMebibytes, toMebibytes } from "../../format/quantity.ts";

/** The bounds of each resource, in the units of the form; they come from the server, which checks the same ones. */
export type ResourceBounds = Record<keyof ResourceForm, { min: number; max: number }>;

/** What a person sets; memory in MiB. */
export type ResourceForm = {
  replicas: number;
  threadsPerReplica: number;
  memoryMebibytes: number;
  batchTokensMax: number;
  batchRowsMax: number;
  queueRequestsMax: number;
};

const RESOURCE_FIELDS = [
  "replicas",
  "threadsPerReplica",
  "memoryMebibytes",
  "batchTokensMax",
  "batchRowsMax",
  "queueRequestsMax",
] as const satisfies readonly (keyof ResourceForm)[];

/** What can be set for a model of this task: a row of tensors has no tokens to count. */
export function resourceFields(task: string): readonly (keyof ResourceForm)[] {
  return task === "tensor" ? RESOURCE_FIELDS.filter((name) => name !== "batchTokensMax") : RESOURCE_FIELDS;
}

type DomainBounds = Record<keyof Resources, { min: number; max: number }>;

export function formBounds(bounds: DomainBounds): ResourceBounds {
  const { memoryBytesMax, ...others } = bounds;
  const memoryMebibytes = { min: toMebibytes(memoryBytesMax.min), max: toMebibytes(memoryBytesMax.max) };
  return { ...others, memoryMebibytes };
}

export function toForm({ memoryBytesMax, ...others }: Resources): ResourceForm {
  return { ...others, memoryMebibytes: toMebibytes(memoryBytesMax) };
}

export function fromForm({ memoryMebibytes, ...others }: ResourceForm): Resources {
  return { ...others, memoryBytesMax: fromMebibytes(memoryMebibytes) };
}

export function resourceFormSchema(bounds: ResourceBounds) {
  const within = ({ min, max }: { min: number; max: number }) => z.int().min(min).max(max);
  return z.object({
    replicas: within(bounds.replicas),
    threadsPerReplica: within(bounds.threadsPerReplica),
    memoryMebibytes: within(bounds.memoryMebibytes),
    batchTokensMax: within(bounds.batchTokensMax),
    batchRowsMax: within(bounds.batchRowsMax),
    queueRequestsMax: within(bounds.queueRequestsMax),
  });
}
