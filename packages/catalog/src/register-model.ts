import type { SystemContext } from "@millrace/db";
import { newId } from "@millrace/kernel";
import type { ModelVersion } from "./model.ts";
import { readModelFolder } from "./read-model-folder.ts";
import { insertVersion, upsertModel } from "./store.ts";

/**
 * Takes a model from its folder (absolute path; the folder's name becomes the model's) into the catalogue. Files that are
 * known already change nothing; other files are a new version, and older ones stay as they were.
 * Faults `invalid`: `catalog.model_unusable`, `catalog.onnx_unreadable`.
 */
export async function registerModel(
  { database, clock }: SystemContext,
  folder: string,
): Promise<ModelVersion> {
  const model = await readModelFolder(folder);
  return database.inSystem(async (tx) => {
    await upsertModel(tx, model);
    return insertVersion(tx, model.name, { id: newId(), ...model.version, createdAt: clock.now() });
  });
}
