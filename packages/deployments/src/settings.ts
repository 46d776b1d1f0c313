import { z } from "zod";

/** Which form of a model is served: as registered, in eight bits, or the faster of those that are near enough to it. */
export const VARIANTS_WANTED = ["auto", "fp32", "int8"] as const;
/** What ONNX Runtime computes on; `auto` is the best that the node has. */
export const EXECUTION_PROVIDERS = ["auto", "cpu", "cuda", "tensorrt", "webgpu", "coreml", "dml"] as const;
/** Whether replicas stay in memory, or may be loaded when asked for and unloaded for others. */
export const RESIDENCIES = ["resident", "on_demand"] as const;

export type VariantWanted = (typeof VARIANTS_WANTED)[number];
export type ExecutionProvider = (typeof EXECUTION_PROVIDERS)[number];
export type Residency = (typeof RESIDENCIES)[number];

/** Of answers that are kept for identical requests; 0 keeps none. */
export const CACHE_BYTES_BOUNDS = { min: 0, max: 2 ** 32 } as const;

export const settingsSchema = z.object({
  variant: z.enum(VARIANTS_WANTED),
  executionProvider: z.enum(EXECUTION_PROVIDERS),
  residency: z.enum(RESIDENCIES),
  cacheBytesMax: z.int().min(CACHE_BYTES_BOUNDS.min).max(CACHE_BYTES_BOUNDS.max),
});

/** How a deployment is served, beside its resources. */
export type ServingSettings = z.infer<typeof settingsSchema>;

/** What a deployment gets that says nothing else. */
export const DEFAULT_SETTINGS: ServingSettings = {
  variant: "auto",
  executionProvider: "auto",
  residency: "resident",
  cacheBytesMax: 0,
};

/** True when both ask for the same. */
export function sameSettings(one: ServingSettings, other: ServingSettings): boolean {
  return settingsSchema.keyof().options.every((field) => one[field] === other[field]);
}
