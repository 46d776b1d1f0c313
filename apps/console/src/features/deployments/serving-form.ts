import type { ServingSettings } from "@millrace/deployments";
import { z } from "zod";
import { fromMebibytes, toMebibytes } from "../../format/quantity.ts";

export const VARIANTS_WANTED = [
  "auto",
  "fp32",
  "int8",
] as const satisfies readonly ServingSettings["variant"][];
export const RESIDENCIES = [
  "resident",
  "on_demand",
] as const satisfies readonly ServingSettings["residency"][];
const PROVIDERS = [
  "auto",
  "cpu",
  "cuda",
  "tensorrt",
  "webgpu",
  "coreml",
  "dml",
] as const satisfies readonly ServingSettings["executionProvider"][];

/** How a deployment is served, as a person sets it; the cache in MiB, 0 for none. */
export type ServingForm = Omit<ServingSettings, "cacheBytesMax"> & { cacheMebibytes: number };

export function toServingForm({ cacheBytesMax, ...others }: ServingSettings): ServingForm {
  return { ...others, cacheMebibytes: toMebibytes(cacheBytesMax) };
}

export function fromServingForm({ cacheMebibytes, ...others }: ServingForm): ServingSettings {
  return { ...others, cacheBytesMax: fromMebibytes(cacheMebibytes) };
}

export function servingFormSchema(cacheMebibytesMax: number) {
  return z.object({
    variant: z.enum(VARIANTS_WANTED),
    executionProvider: z.enum(PROVIDERS),
    residency: z.enum(RESIDENCIES),
    cacheMebibytes: z.int().min(0).max(cacheMebibytesMax),
  });
}

/** A text that names an execution provider, or null for any other. */
export function providerOf(text: string): ServingForm["executionProvider"] | null {
  return PROVIDERS.find((name) => name === text) ?? null;
}
