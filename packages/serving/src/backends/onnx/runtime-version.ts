import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Of ONNX Runtime, without loading it. */
export function runtimeVersion(): string {
  const file = createRequire(import.meta.url).resolve("onnxruntime-node/package.json");
  return String(JSON.parse(readFileSync(file, "utf8")).version);
}
