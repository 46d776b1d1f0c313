import { basename, dirname, join } from "node:path";
import type { Variant } from "./model.ts";

/** The int8 graph that a node made of the version with this digest. */
export function int8FileIn(home: string, digest: string): string {
  return join(home, "variants", digest.slice(digest.indexOf(":") + 1), "int8", "model.onnx");
}

/** Which variant a graph is, by where it lies. */
export function variantOf(onnxFile: string): Variant {
  return basename(dirname(onnxFile)) === "int8" ? "int8" : "fp32";
}

/** The store: files of all model versions, one folder a digest. `home` is the data folder. */
export function modelStoreIn(home: string): string {
  return join(home, "models");
}
