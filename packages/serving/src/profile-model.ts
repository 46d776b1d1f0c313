import { Fault } from "@millrace/kernel";
import type { BackendSettings } from "./backends/backend.ts";
import type { Model, TensorModel } from "./model.ts";
import { openModel } from "./open-model.ts";
import { tensorSettings } from "./tensor-group.ts";
import { REQUEST_BYTES_MAX } from "./tensors/check-tensors.ts";
import { sampleBytes, sampleTensors } from "./tensors/sample-tensors.ts";
import { textSettings } from "./text-group.ts";
import type { Batch } from "./worker/batch.ts";
import { findConfinement } from "./worker/confine.ts";
import { tensorBatch } from "./worker/tensor-batch.ts";
import { explainEnding, explainFailure, type Trouble } from "./worker/trouble.ts";
import { evenBatch } from "./worker/warm-up-texts.ts";
import { WORKER_PROGRAM, WorkerProcess } from "./worker/worker-process.ts";

const ROWS = [1, 8, 32];
const LENGTHS = [8, 32, 128];
const TENSOR_ROWS = [1, 8, 32, 128];
const SAMPLES_MAX = 1_000;
/** No point takes more than its share of the whole, but for a single run that is longer. */
const TOTAL_BUDGET_MS = 5_000;
const POINT_BUDGET_MS = 450;
const BATCH_TIMEOUT_MS = 30_000;
/** No deployment's bound applies here; this one keeps a model that eats memory from eating the machine. */
const MEMORY_BYTES_MAX = 8 * 1024 ** 3;

export type ProfilePoint = {
  readonly rows: number;
  /** Tokens per row; 1 for a model that reads tensors. */
  readonly tokens: number;
  readonly medianMs: number;
  readonly tokensPerSecond: number;
};

/** What a model costs on this machine, as measured. */
export type ModelProfile = {
  readonly threads: number;
  readonly loadMs: number;
  /** Resident memory of its process after all points of the grid. */
  readonly memoryBytes: number;
  readonly points: readonly ProfilePoint[];
};

export type ProfileOptions = {
  /** Runs per point, as far as time allows; the median counts. */
  readonly samples: number;
  readonly threads: number;
  /** As in `EngineOptions`. */
  readonly workFolder: string;
};

/**
 * Opens a model in a process of its own and times it over a small grid of rows × tokens, in about five seconds.
 * Points whose turn comes too late, and lengths that the model does not read, are left out.
 *
 * A model of task `tensor` gets made-up inputs (`sampleTensors`) of 1 to 128 rows, open dimensions but the first taken
 * as 8. There are no points for one that does not compute on them.
 * Throws `invalid` `serving.model_unreadable` or `serving.model_unsupported` when it cannot run.
 */
export async function profileModel(folder: string, options: ProfileOptions): Promise<ModelProfile> {
  const model = await openModel(folder);
  const worker = await WorkerProcess.start({
    backend: settingsOf(model, options.threads),
    memoryBytesMax: MEMORY_BYTES_MAX,
    batchTimeoutMs: BATCH_TIMEOUT_MS,
    confinement: findConfinement(),
    workFolder: options.workFolder,
    program: WORKER_PROGRAM,
  });
  try {
    const loadMs = await loadOf(worker);
    const points = await measureGrid(worker, gridOf(model), options.samples);
    return { threads: options.threads, loadMs, memoryBytes: worker.memoryBytes, points };
  } finally {
    worker.kill();
    await worker.ended;
  }
}

function settingsOf(model: Model, threads: number): BackendSettings {
  return model.task === "tensor" ? tensorSettings(model, threads) : textSettings(model, threads);
}

type GridPoint = Pick<ProfilePoint, "rows" | "tokens"> & {
  readonly batch: Batch<unknown>;
  /** Whether the model computes on it shows only then. */
  readonly isGuess: boolean;
};

/** Cheapest first, as a slow model does not get to the end. */
function gridOf(model: Model): GridPoint[] {
  if (model.task === "tensor") return tensorGridOf(model);
  const shapes = ROWS.flatMap((rows) => LENGTHS.map((tokens) => ({ rows, tokens })));
  return shapes
    .filter(({ tokens }) => tokens <= model.tokensMax)
    .sort((a, b) => a.rows * a.tokens - b.rows * b.tokens)
    .map(({ rows, tokens }) => ({
      rows,
      tokens,
      batch: evenBatch({ rows, length: tokens }),
      isGuess: false,
    }));
}

/** Zeros for whole numbers, as they may be places in a table. */
function tensorGridOf({ inputs, outputs }: TensorModel): GridPoint[] {
  const hasOpenRows = inputs.some(({ dims }) => typeof dims?.[0] !== "number");
  const counts = TENSOR_ROWS.filter((rows) => rows === 1 || hasOpenRows);
  const wanted = outputs.map((_, port) => port);
  return counts
    .filter((rows) => sampleBytes(inputs, rows) <= REQUEST_BYTES_MAX)
    .map((rows) => {
      const sample = sampleTensors(inputs, { rows, style: "zeros" });
      const batch = tensorBatch([{ rows, inputs: sample, outputs: wanted }], outputs);
      return { rows, tokens: 1, batch, isGuess: true };
    });
}

async function loadOf(worker: WorkerProcess): Promise<number> {
  const opening = await worker.opening;
  switch (opening.kind) {
    case "open":
      return opening.loadMs;
    case "refused":
      throw cannotRun({ reason: opening.reason, detail: opening.reason });
    case "failed":
      throw cannotRun(explainFailure(opening.detail, MEMORY_BYTES_MAX));
    case "died":
      throw cannotRun(explainEnding(await worker.ended, false, MEMORY_BYTES_MAX));
  }
}

async function measureGrid(worker: WorkerProcess, grid: readonly GridPoint[], samples: number) {
  const startedMs = performance.now();
  const points: ProfilePoint[] = [];
  for (const point of grid) {
    if (performance.now() - startedMs > TOTAL_BUDGET_MS) break;
    const medianMs = await medianOf(worker, point, Math.min(samples, SAMPLES_MAX));
    if (medianMs === null) break;
    const { rows, tokens } = point;
    points.push({ rows, tokens, medianMs, tokensPerSecond: (rows * tokens * 1_000) / medianMs });
  }
  return points;
}

/**
 * The first run of a shape allocates for it and does not count, unless it is the only one. Null when the model does not
 * compute on what was guessed.
 */
async function medianOf(worker: WorkerProcess, point: GridPoint, samples: number): Promise<number | null> {
  const startedMs = performance.now();
  const first = await computeMs(worker, point);
  if (first === null) return null;
  const counted: number[] = [];
  while (counted.length < samples && performance.now() - startedMs < POINT_BUDGET_MS) {
    const ms = await computeMs(worker, point);
    if (ms !== null) counted.push(ms);
  }
  return counted.toSorted((a, b) => a - b)[Math.floor(counted.length / 2)] ?? first;
}

async function computeMs(worker: WorkerProcess, { batch, isGuess }: GridPoint): Promise<number | null> {
  const outcome = await worker.run(batch);
  switch (outcome.kind) {
    case "done":
      return outcome.computeMs;
    case "too_large":
      return null;
    case "failed":
      if (isGuess) return null;
      throw cannotRun(explainFailure(outcome.detail, MEMORY_BYTES_MAX));
    case "died":
    case "timed_out":
    case "untouched":
      throw cannotRun(explainEnding(await worker.ended, true, MEMORY_BYTES_MAX));
  }
}

function cannotRun({ reason, detail }: Trouble): Fault {
  return new Fault({ kind: "invalid", code: "serving.model_unsupported", message: reason, internal: detail });
}
