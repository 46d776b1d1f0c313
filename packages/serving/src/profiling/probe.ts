import { Fault } from "@millrace/kernel";
import type { BackendSettings } from "../backends/backend.ts";
import type { Model } from "../model.ts";
import type { Computing } from "../replica-group.ts";
import { tensorSettings } from "../tensor-group.ts";
import { textSettings } from "../text-group.ts";
import type { Batch, BatchOutcome } from "../worker/batch.ts";
import { findConfinement } from "../worker/confine.ts";
import { ProcessSupply } from "../worker/process-supply.ts";
import { explainEnding, explainFailure, type Trouble } from "../worker/trouble.ts";
import { WORKER_PROGRAM, WorkerProcess } from "../worker/worker-process.ts";
import { runBelow } from "./run-below.ts";

const BATCH_TIMEOUT_MS = 30_000;
/** No deployment's bound applies here; this one keeps a model that eats memory from eating the machine. */
const MEMORY_BYTES_MAX = 8 * 1024 ** 3;

export type ProbeOptions = {
  readonly threads: number;
  /** As in `EngineOptions`. */
  readonly workFolder: string;
};

type Done<Answer> = BatchOutcome<Answer> & { readonly kind: "done" };

/**
 * One open model in a process of its own, to be measured; whatever answers callers goes before it.
 * What does not run throws `invalid` `serving.model_unsupported`.
 */
export class Probe {
  readonly model: Model;
  readonly loadMs: number;
  readonly #worker: WorkerProcess;

  static async open(model: Model, { threads, workFolder }: ProbeOptions): Promise<Probe> {
    const worker = await WorkerProcess.start({
      backend: settingsOf(model, { threads, provider: "cpu" }),
      planGraph: async () => ({ kind: "original" }),
      memoryBytesMax: MEMORY_BYTES_MAX,
      batchTimeoutMs: BATCH_TIMEOUT_MS,
      processes: new ProcessSupply({ program: WORKER_PROGRAM, confinement: findConfinement(), workFolder }),
    });
    runBelow(worker.pid);
    try {
      return new Probe(model, worker, await loadOf(worker));
    } catch (error) {
      await end(worker);
      throw error;
    }
  }

  private constructor(model: Model, worker: WorkerProcess, loadMs: number) {
    this.model = model;
    this.loadMs = loadMs;
    this.#worker = worker;
  }

  /** Resident memory of its process as it last told. */
  get memoryBytes(): number {
    return this.#worker.memoryBytes;
  }

  /** Null when the runtime would not compute this batch, or gives more than a frame holds. */
  async tryRun<Answer>(batch: Batch<Answer>): Promise<Done<Answer> | null> {
    const outcome = await this.#run(batch);
    return outcome.kind === "done" ? outcome : null;
  }

  async run<Answer>(batch: Batch<Answer>): Promise<Done<Answer>> {
    const outcome = await this.#run(batch);
    if (outcome.kind === "done") return outcome;
    throw cannotRun(explainFailure(outcome.kind === "failed" ? outcome.detail : "", MEMORY_BYTES_MAX));
  }

  async #run<Answer>(batch: Batch<Answer>) {
    const outcome = await this.#worker.run(batch);
    switch (outcome.kind) {
      case "done":
      case "too_large":
      case "failed":
        return outcome;
      case "died":
      case "timed_out":
      case "untouched":
        throw cannotRun(explainEnding(await this.#worker.ended, true, MEMORY_BYTES_MAX));
    }
  }

  close(): Promise<void> {
    return end(this.#worker);
  }
}

async function end(worker: WorkerProcess): Promise<void> {
  worker.kill();
  await worker.ended;
}

function settingsOf(model: Model, session: Computing): BackendSettings {
  return model.task === "tensor" ? tensorSettings(model, session) : textSettings(model, session);
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

function cannotRun({ reason, detail }: Trouble): Fault {
  return new Fault({ kind: "invalid", code: "serving.model_unsupported", message: reason, internal: detail });
}
