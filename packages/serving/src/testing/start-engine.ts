import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { ChildProcessEngine, type EngineOptions } from "../engine.ts";
import type { ReplicaState, ReplicaStatus } from "../status.ts";
import { WORKER_PROGRAM } from "../worker/worker-process.ts";

/** An engine that ends with its test, and a way to wait for what its replicas become. */
export async function startEngine(options: Partial<EngineOptions> = {}, program = WORKER_PROGRAM) {
  const workFolder = await mkdtemp(path.join(tmpdir(), "millrace-serving-"));
  const watchers = new Set<() => void>();
  const lookAgain = () => {
    for (const look of watchers) look();
  };
  const engine = new ChildProcessEngine(
    { workFolder, drainTimeoutMs: 5_000, ...options, onChange: lookAgain },
    program,
  );
  onTestFinished(async () => {
    await engine.close();
    await rm(workFolder, { recursive: true });
  });

  const replicasOf = (id: string): readonly ReplicaStatus[] =>
    engine.status().find((group) => group.id === id)?.replicas ?? [];

  function replicasBecome(id: string, isThere: (replicas: readonly ReplicaStatus[]) => boolean) {
    const { promise, resolve } = Promise.withResolvers<readonly ReplicaStatus[]>();
    const look = () => {
      const replicas = replicasOf(id);
      if (!isThere(replicas)) return;
      watchers.delete(look);
      resolve(replicas);
    };
    watchers.add(look);
    look();
    return promise;
  }

  const allBecome = (id: string, state: ReplicaState, count = 1) =>
    replicasBecome(id, (all) => all.length === count && all.every((replica) => replica.state === state));

  return { engine, workFolder, replicasOf, replicasBecome, allBecome };
}

/** The text of a number of words, for inputs of many lengths. */
export function textOf(words: number): string {
  return Array.from({ length: words }, (_, index) => ["web", "server", "library", "game"][index % 4]).join(
    " ",
  );
}

export function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, aa, bb] = [0, 0, 0];
  for (const [index, x] of a.entries()) {
    const y = b[index] ?? Number.NaN;
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / Math.sqrt(aa * bb);
}
