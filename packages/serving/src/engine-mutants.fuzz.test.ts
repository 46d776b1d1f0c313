import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Fault } from "@millrace/kernel";
import { mutateModel } from "@millrace/onnx";
import { expect, test } from "vitest";
import type { Engine } from "./engine.ts";
import type { NamedTensor } from "./tensors/named-tensor.ts";
import type { Ports } from "./tensors/port.ts";
import { type Sample, sampleBytes, sampleTensors } from "./tensors/sample-tensors.ts";
import { effort } from "./testing/effort.ts";
import { SMALL_MODELS } from "./testing/small-models.ts";
import { EMBED_SPEC } from "./testing/specs.ts";
import { startEngine } from "./testing/start-engine.ts";

/** Under `pnpm torture` all of them. */
const MUTANTS = effort === 1 ? 200 : 10_000;
const FIRST_SEED = 20_261_124;
const LANES = 2;
const MIB = 1_048_576;
/** What a model may take for a batch, and for its start with the probes of it. */
const LIMITS = { batchTimeoutMs: 2_000, startTimeoutMs: 15_000 };
/** Of one mutant from its file to its removal, on a busy machine. */
const FATE_MS_MAX = 90_000;
const PATHS = /\/(tmp|home|work|root|usr|proc|etc)\/|node_modules|\.ts:/;
const STATES = new Set(["ready", "restarting", "quarantined"]);
const NEIGHBOUR = { ...EMBED_SPEC, batchRowsMax: 1 };
const ASKED: readonly Sample[] = [
  { rows: 1, style: "varied" },
  { rows: 3, style: "zeros" },
];

type Started = Awaited<ReturnType<typeof startEngine>>;
/** How far a mutant came. */
type Fate = "refused" | "not started" | "failed" | "answered";

test("the small models themselves are answered, so that mutants start at the core", async () => {
  const started = await startEngine(LIMITS);
  for (const [index, [name, bytes]] of SMALL_MODELS.entries()) {
    expect(await fateOf(started, bytes, index), name).toBe("answered");
  }
});

test(`${MUTANTS} mutants of small models come to an end of their own: an answer, or a fault in words`, {
  timeout: MUTANTS * 10_000,
}, async () => {
  const started = await startEngine(LIMITS);
  await started.engine.apply(NEIGHBOUR);
  const golden = await askNeighbour(started.engine);
  const fates = new Map<Fate, number>();
  let next = 0;
  const lane = async () => {
    while (next < MUTANTS) {
      const seed = FIRST_SEED + next++;
      const [fate, neighbour] = await Promise.all([
        withinTime(fateOfSeed(started, seed), seed),
        askNeighbour(started.engine),
      ]);
      fates.set(fate, (fates.get(fate) ?? 0) + 1);
      expect(neighbour, `beside seed ${seed}`).toEqual(golden);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  expect(started.replicasOf(NEIGHBOUR.id)[0]?.restarts).toBe(0);
  expect(fates.get("refused")).toBeLessThan(MUTANTS * 0.8);
  expect(fates.get("answered")).toBeGreaterThan(MUTANTS / 25);
});

async function askNeighbour(engine: Engine): Promise<readonly Float32Array[]> {
  const request = { inputs: ["a neighbour of strangers"], truncate: false };
  return (await engine.embed(NEIGHBOUR.id, request)).vectors;
}

async function withinTime(fate: Promise<Fate>, seed: number): Promise<Fate> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`seed ${seed} has no fate`)), FATE_MS_MAX);
  try {
    return await Promise.race([fate, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Brings the mutant of a seed all the way: scan, process, inputs, answer. */
function fateOfSeed(started: Started, seed: number): Promise<Fate> {
  const [, bytes] = SMALL_MODELS[seed % SMALL_MODELS.length] ?? [];
  return fateOf(started, mutateModel(bytes ?? new Uint8Array(), seed), seed);
}

async function fateOf({ engine, replicasBecome }: Started, bytes: Uint8Array, seed: number): Promise<Fate> {
  const modelFolder = await mkdtemp(path.join(tmpdir(), "millrace-mutant-"));
  await writeFile(path.join(modelFolder, "model.onnx"), bytes);
  const id = `mutant-${seed}`;
  const spec = { ...EMBED_SPEC, id, name: id, modelFolder, task: "tensor" as const };
  try {
    await engine.apply({ ...spec, memoryBytesMax: 256 * MIB });
    const [replica] = await replicasBecome(id, ([only]) => STATES.has(only?.state ?? ""));
    if (replica?.state === "ready") return await use(engine, id);
    expect(replica?.reason, `seed ${seed}`).toMatch(/^[A-Z].*\.$/);
    expect(replica?.reason).not.toMatch(PATHS);
    return "not started";
  } catch (thrown) {
    expectInWords(thrown, seed);
    return "refused";
  } finally {
    await engine.remove(id);
    await rm(modelFolder, { recursive: true });
  }
}

async function use(engine: Engine, id: string): Promise<Fate> {
  const model = engine.modelOf(id);
  if (model?.task !== "tensor") throw new Error(`${id} is no tensor model`);
  const outcomes = await Promise.allSettled(
    ASKED.map((sample) => engine.infer(id, { inputs: inputsOf(model, sample), outputs: null })),
  );
  for (const outcome of outcomes) if (outcome.status === "rejected") expectInWords(outcome.reason, id);
  return outcomes.some(({ status }) => status === "fulfilled") ? "answered" : "failed";
}

/** None for a model that declares inputs beyond any request. */
function inputsOf({ inputs }: Ports, sample: Sample): NamedTensor[] {
  return sampleBytes(inputs, sample.rows) > MIB ? [] : sampleTensors(inputs, sample);
}

function expectInWords(thrown: unknown, where: string | number): void {
  if (!(thrown instanceof Fault)) throw new Error(`${where}: no fault but ${thrown}`, { cause: thrown });
  expect(thrown.code, `${where}`).toMatch(/^serving\./);
  expect(thrown.message, `${where}`).not.toMatch(PATHS);
}
