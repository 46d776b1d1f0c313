import { join } from "node:path";
import { modelStoreIn } from "@millrace/catalog";
import type { InferenceConfig } from "@millrace/config";

const DIGEST = /^[0-9a-f]{64}$/;

/** Where a version's files lie: in the store; versions that were registered before there was one, with the built-in models. */
export function modelFolderOf(
  { home, modelsFolder }: Pick<InferenceConfig, "home" | "modelsFolder">,
  folder: string,
): string {
  return join(DIGEST.test(folder) ? modelStoreIn(home) : modelsFolder, folder);
}
