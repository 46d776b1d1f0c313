import { join } from "node:path";

/** The int8 graph that a node made of the version with this digest. */
export function int8FileIn(home: string, digest: string): string {
  return join(home, "variants", digest.slice(digest.indexOf(":") + 1), "int8", "model.onnx");
}

/** The store: files of all model versions, one folder a digest. `home` is the data folder. */
export function modelStoreIn(home: string): string {
  return join(home, "models");
}
