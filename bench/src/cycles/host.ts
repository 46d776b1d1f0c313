import { readFile } from "node:fs/promises";
import type { Engine, ReplicaGroupSpec } from "@millrace/serving";
import { answerQuestions } from "../child.ts";
import { specOf, startEngine } from "../engine.ts";

/** What is resident after each cycle, in bytes. */
export type CycleMemory = {
  /** Of the engine's process with nothing loaded, after a collection of garbage. */
  parentBytes: number;
  /** Of the engine's process and the replica's, right after an answer. */
  totalBytes: number;
};
export type CycleQuestion = { modelFolder: string; cycles: number };

const ID = "cycled";
const INPUT = "the wheel turns and the mill grinds";

/** The engine in a process of its own, so that nothing but it is counted. */
const { engine, stop } = await startEngine({});
process.once("SIGTERM", () => void stop().finally(() => process.exit()));

async function measure({ modelFolder, cycles }: CycleQuestion): Promise<CycleMemory[]> {
  const spec = specOf(ID, { modelFolder, task: "feature-extraction", replicas: 1 });
  const memory: CycleMemory[] = [];
  for (let cycle = 0; cycle < cycles; cycle++) memory.push(await cycleOnce(engine, spec));
  return memory;
}

async function cycleOnce(loading: Engine, spec: ReplicaGroupSpec): Promise<CycleMemory> {
  await loading.apply(spec);
  await loading.embed(ID, { inputs: [INPUT], truncate: false });
  const pids = loading.status().flatMap(({ replicas }) => replicas.flatMap(({ pid }) => pid ?? []));
  const replicaBytes = await Promise.all(pids.map(residentBytes));
  globalThis.gc?.();
  const totalBytes = replicaBytes.reduce((sum, bytes) => sum + bytes, process.memoryUsage.rss());
  await loading.remove(ID);
  globalThis.gc?.();
  return { parentBytes: process.memoryUsage.rss(), totalBytes };
}

/** As the kernel counts it; 0 where it does not tell. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;
}

answerQuestions(measure);
