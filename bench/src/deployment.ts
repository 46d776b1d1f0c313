import { join, resolve } from "node:path";

export const MODELS_FOLDER = resolve(import.meta.dirname, "../../models");
/** The built-in embedding model: fp32, mean-pooled, normalised. */
export const MODEL = "millrace-embed";
export const MODEL_FOLDER = join(MODELS_FOLDER, MODEL);

/** What a deployment on two cores gets when nobody changes anything (`suggestResources`). */
export const DEFAULT_RESOURCES = {
  replicas: 2,
  threadsPerReplica: 1,
  memoryBytesMax: 1_024 * 2 ** 20,
  batchTokensMax: 1_024,
  batchRowsMax: 64,
  queueRequestsMax: 512,
};
