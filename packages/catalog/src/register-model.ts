import type { SystemContext } from "@millrace/db";
import { Fault, newId } from "@millrace/kernel";
import { keepFiles } from "./keep-files.ts";
import type { ModelVersion, Task } from "./model.ts";
import { readModelFolder, type Said } from "./read-model-folder.ts";
import { insertModel, insertVersion, updateModel } from "./store.ts";

/** What a registration came to. */
export type Registered = {
  name: string;
  task: Task;
  version: ModelVersion;
  /** False when these files were registered before. */
  isNew: boolean;
};

/** Where a model lies, where its files are to be kept, and what the operator says instead of the folder. */
export type Registration = Said & {
  /** Absolute; its name becomes the model's unless `name` says another. */
  folder: string;
  /** Absolute folder of all models' files. */
  store: string;
};

/**
 * Takes a model from its folder into the catalogue and its files into the store. Files that are known already change
 * nothing; other files are a new version, and older ones stay as they were.
 * Faults: `invalid` `catalog.model_unusable`; `conflict` `catalog.name_taken`, `catalog.files_changed`; `unavailable`
 * `catalog.store_unusable`.
 */
export async function registerModel(
  { database, clock }: SystemContext,
  { folder, store, ...said }: Registration,
): Promise<Registered> {
  const { files, version, ...model } = await readModelFolder(folder, said);
  const kept = await keepFiles(store, { folder, files, digest: version.digest });
  return database.inSystem(async (tx) => {
    const task = await insertModel(tx, model);
    if (task !== model.task) throw nameTaken(model.name, task);
    const columns = { id: newId(), ...version, folder: kept, createdAt: clock.now() };
    const { isNew, version: saved } = await insertVersion(tx, model.name, columns);
    if (isNew) await updateModel(tx, model);
    return { name: model.name, task: model.task, version: saved, isNew };
  });
}

function nameTaken(name: string, task: string): Fault {
  return new Fault({
    kind: "conflict",
    code: "catalog.name_taken",
    message: `The name ${name} stands for a model of the task ${task} already. Give this one another name.`,
    param: "name",
  });
}
