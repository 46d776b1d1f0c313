import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ReplicaGroupSpec } from "../spec.ts";

const MODELS = fileURLToPath(new URL("../../../../models/", import.meta.url));
export const EMBED_FOLDER = path.join(MODELS, "millrace-embed");
export const LANGID_FOLDER = path.join(MODELS, "millrace-langid");
export const FRAGILE_PROGRAM = fileURLToPath(new URL("./fragile-program.ts", import.meta.url));

export const EMBED_SPEC: ReplicaGroupSpec = {
  id: "embed-id",
  name: "embed",
  modelFolder: EMBED_FOLDER,
  task: "feature-extraction",
  replicas: 1,
  threadsPerReplica: 1,
  memoryBytesMax: 512 * 1_048_576,
  batchTokensMax: 1_024,
  batchRowsMax: 16,
  queueRequestsMax: 1_000,
};
export const LANGID_SPEC: ReplicaGroupSpec = {
  ...EMBED_SPEC,
  id: "langid-id",
  name: "langid",
  modelFolder: LANGID_FOLDER,
  task: "text-classification",
};
