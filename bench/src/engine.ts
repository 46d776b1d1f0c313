import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type Engine, type EngineOptions, type ReplicaGroupSpec } from "@millrace/serving";
import { DEFAULT_RESOURCES } from "./deployment.ts";

export type EngineHost = { engine: Engine; stop(): Promise<void> };

/** What a deployment in a benchmark says; the rest is as a new deployment has it. */
export type Wanted = Pick<ReplicaGroupSpec, "modelFolder" | "task"> & Partial<ReplicaGroupSpec>;

/** An engine with a ready deployment for each id. */
export async function startEngine(
  deployments: Record<string, Wanted>,
  options: Partial<EngineOptions> = {},
): Promise<EngineHost> {
  const workFolder = await mkdtemp(join(tmpdir(), "millrace-bench-"));
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const ids = Object.keys(deployments);
  const engine = createEngine({
    ...options,
    workFolder,
    onChange: () => {
      const trouble = troubleOf(engine);
      if (trouble !== undefined) reject(new Error(trouble));
      else if (ids.every((id) => isReady(engine, id))) resolve();
    },
  });
  const stop = async () => {
    await engine.close();
    await rm(workFolder, { recursive: true, force: true });
  };
  try {
    for (const [id, wanted] of Object.entries(deployments)) await engine.apply(specOf(id, wanted));
    if (ids.length > 0) await ready;
    return { engine, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function specOf(id: string, wanted: Wanted): ReplicaGroupSpec {
  return { id, name: id, ...DEFAULT_RESOURCES, ...wanted };
}

function isReady(engine: Engine, id: string): boolean {
  const replicas = engine.status().find((group) => group.id === id)?.replicas ?? [];
  return replicas.length > 0 && replicas.every(({ state }) => state === "ready");
}

function troubleOf(engine: Engine): string | undefined {
  const replicas = engine.status().flatMap((group) => group.replicas);
  const lost = replicas.find(({ state }) => state === "quarantined");
  return lost && `a replica is quarantined: ${lost.reason} ${lost.detail}`;
}
