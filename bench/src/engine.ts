import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine, type ReplicaGroupSpec } from "@millrace/serving";
import { DEFAULT_RESOURCES, MODEL, MODEL_FOLDER } from "./deployment.ts";

/** An engine with a ready deployment of the embedding model for each id, with these bounds instead of the defaults. */
export async function startEngine(
  deployments: Record<string, Partial<ReplicaGroupSpec>>,
): Promise<{ engine: Engine; stop(): Promise<void> }> {
  const workFolder = await mkdtemp(join(tmpdir(), "millrace-bench-"));
  const engine = createEngine({ workFolder });
  const model = { name: MODEL, modelFolder: MODEL_FOLDER, task: "feature-extraction" } as const;
  for (const [id, bounds] of Object.entries(deployments)) {
    await engine.apply({ id, ...model, ...DEFAULT_RESOURCES, ...bounds });
    // Answered once a replica is ready.
    await engine.embed(id, { inputs: ["ready"], truncate: false });
  }
  return {
    engine,
    stop: async () => {
      await engine.close();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
}
