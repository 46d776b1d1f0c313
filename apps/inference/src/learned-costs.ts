import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isUuid } from "@millrace/kernel";
import type { Engine, ReplicaGroupSpec } from "@millrace/serving";

const SUFFIX = ".json";

/** What makes a deployment's batches take as long as they do. */
type Basis = Pick<ReplicaGroupSpec, "id" | "modelFolder" | "onnxFile" | "threadsPerReplica">;

type Saved = { readonly basis: string; readonly cost: unknown };

export type LearnedCosts = {
  /** What was learned about a deployment before this process began, if it runs the same as then. */
  recall(spec: Basis): unknown;
  /** Saves what the engine knows now of these deployments, and forgets all others. */
  save(engine: Pick<Engine, "costOf">, deploymentIds: readonly string[]): Promise<void>;
};

/**
 * What batches cost on this node, one file a deployment, so that a restart does not begin with guesses. Only a help: what
 * cannot be read is learned again.
 */
export async function openLearnedCosts(folder: string): Promise<LearnedCosts> {
  await mkdir(folder, { recursive: true });
  const saved = new Map<string, Saved>();
  for (const name of await readdir(folder)) {
    const found = await readSaved(join(folder, name));
    if (found !== null) saved.set(name.slice(0, -SUFFIX.length), found);
  }
  /** Of what the engine was told last. */
  const bases = new Map<string, string>();

  return {
    recall: (spec) => {
      const basis = basisOf(spec);
      bases.set(spec.id, basis);
      const found = saved.get(spec.id);
      return found?.basis === basis ? found.cost : undefined;
    },
    save: async (engine, deploymentIds) => {
      for (const id of deploymentIds.filter(isUuid)) {
        const [cost, basis] = [engine.costOf(id), bases.get(id)];
        if (cost === null || basis === undefined) continue;
        const text = JSON.stringify({ basis, cost });
        if (text === JSON.stringify(saved.get(id))) continue;
        await replaceFile(join(folder, `${id}${SUFFIX}`), text);
        saved.set(id, { basis, cost });
      }
      await forgetOthers(folder, saved, new Set(deploymentIds));
    },
  };
}

function basisOf({ modelFolder, onnxFile, threadsPerReplica }: Basis): string {
  return JSON.stringify([modelFolder, onnxFile, threadsPerReplica]);
}

async function readSaved(file: string): Promise<Saved | null> {
  try {
    const { basis, cost } = JSON.parse(await readFile(file, "utf8"));
    return typeof basis === "string" ? { basis, cost } : null;
  } catch {
    return null;
  }
}

/** Whoever reads it sees the old file or the new one, whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}

async function forgetOthers(
  folder: string,
  saved: Map<string, Saved>,
  kept: ReadonlySet<string>,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const id = name.slice(0, -SUFFIX.length);
    if (name.endsWith(SUFFIX) && kept.has(id)) continue;
    await rm(join(folder, name), { force: true });
    saved.delete(id);
  }
}
