import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import type { BackendSettings } from "../backends/backend.ts";
import type { GraphPlan } from "../graph-cache/graph-cache.ts";
import { GRAPH_FOLDER } from "../graph-cache/graph-files.ts";
import type { BareProcess, Ending } from "./bare-process.ts";
import type { Batch, BatchMishap, BatchOutcome } from "./batch.ts";
import { encodeFrame, FRAME, type Frame, FrameAssembler, type FrameHeader, OPENING_ID } from "./frames.ts";
import type { ProcessSupply } from "./process-supply.ts";
import { OUT_OF_STEP } from "./trouble.ts";

/** The program of a replica's process. */
export const WORKER_PROGRAM = fileURLToPath(new URL("./main.ts", import.meta.url));
const DRIVER_FILE_BYTES_MAX = 1024 ** 3;
const OPEN_TIMEOUT_MS = 120_000;
const BATCH_ID_MAX = 2 ** 32 - 1;
const MICROS_PER_MS = 1_000;

/** How the opening of the model came out. */
type Opening =
  | { readonly kind: "open"; readonly loadMs: number }
  /** Not a model for us: our words, for the deployment's owner. */
  | { readonly kind: "refused"; readonly reason: string }
  /** Foreign words, for the log. */
  | { readonly kind: "failed"; readonly detail: string }
  | { readonly kind: "died" };

export type WorkerSettings = {
  readonly processes: ProcessSupply;
  readonly backend: BackendSettings;
  /** How to open the graph; the original's file is in `backend`. */
  readonly planGraph: () => Promise<GraphPlan>;
  readonly memoryBytesMax: number;
  readonly batchTimeoutMs: number;
};

type InFlight = {
  readonly batchId: number;
  /** Throws when the frame is no answer to the batch. */
  readonly accept: (frame: Frame) => void;
  readonly fail: (mishap: BatchMishap) => void;
};

/** One process with one open model. Batches are answered in the order in which they are given. */
export class WorkerProcess {
  readonly pid: number | null;
  readonly plan: GraphPlan;
  readonly opening: Promise<Opening>;
  /** Resolves when the process is gone. Never rejects. */
  readonly ended: Promise<Ending>;

  readonly #process: BareProcess;
  readonly #pipe: Duplex;
  readonly #batchTimeoutMs: number;
  readonly #assembler = new FrameAssembler();
  readonly #settleOpening: (opening: Opening) => void;
  #inFlight: InFlight[] = [];
  #nextBatchId = 1;
  #memoryBytes = 0;
  #watchdog: NodeJS.Timeout | undefined;

  /** Rejects when no process can be started. */
  static async start(settings: WorkerSettings): Promise<WorkerProcess> {
    const process = await settings.processes.take();
    const plan = await settings.planGraph();
    const { memoryBytesMax, backend } = settings;
    const fileBytesMax = fileBytesFor(plan, backend);
    try {
      if (plan.kind === "saving") await mkdir(path.join(process.folder, GRAPH_FOLDER));
      // The model is not told before its bounds hold.
      await process.bound({ memoryBytesMax, fileBytesMax });
    } catch (thrown) {
      process.kill(`its bounds could not be set: ${thrown}`);
    }
    return new WorkerProcess(process, plan, settings);
  }

  private constructor(process: BareProcess, plan: GraphPlan, { backend, batchTimeoutMs }: WorkerSettings) {
    this.plan = plan;
    const opening = Promise.withResolvers<Opening>();
    this.opening = opening.promise;
    this.#settleOpening = opening.resolve;
    this.#batchTimeoutMs = batchTimeoutMs;
    this.#process = process;
    this.pid = process.pid;
    this.#pipe = process.pipe;
    this.#pipe.on("data", (piece: Uint8Array) => this.#receive(piece));
    this.#watch(OPEN_TIMEOUT_MS);
    this.ended = this.#awaitEnd();
    const header = {
      kind: FRAME.open,
      batchId: OPENING_ID,
      rows: 0,
      width: 0,
      computeMicros: 0,
      residentKib: 0,
    };
    this.#write(header, [Buffer.from(JSON.stringify(planned(backend, plan)))]);
  }

  /** Where it saves the graph, where that was the plan. */
  get graphFolder(): string {
    return path.join(this.#process.folder, GRAPH_FOLDER);
  }

  /** Resident memory as the process last told it, or 0. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** True when the process is gone or about to be; `ended` follows. */
  get isOver(): boolean {
    return this.#process.isOver;
  }

  /** Never rejects; a batch given to a process that has ended is `untouched`. */
  run<Answer>(batch: Batch<Answer>): Promise<BatchOutcome<Answer>> {
    if (this.isOver) return Promise.resolve({ kind: "untouched" });
    const { promise, resolve } = Promise.withResolvers<BatchOutcome<Answer>>();
    const batchId = this.#nextBatchId;
    this.#nextBatchId = batchId === BATCH_ID_MAX ? 1 : batchId + 1;
    this.#inFlight.push({ batchId, accept: (frame) => resolve(outcomeOf(frame, batch)), fail: resolve });
    if (this.#inFlight.length === 1) this.#watch(this.#batchTimeoutMs);
    const { kind, rows } = batch;
    this.#write({ kind, batchId, rows, width: 0, computeMicros: 0, residentKib: 0 }, batch.pieces);
    return promise;
  }

  /** Ends the process without waiting for what it computes. */
  kill(): void {
    this.#process.kill();
  }

  /** All pieces leave in one system call. */
  #write(header: FrameHeader, payload: readonly Uint8Array[]): void {
    const pieces = encodeFrame(header, payload);
    if (pieces.length > 1) this.#pipe.cork();
    for (const piece of pieces) this.#pipe.write(piece);
    if (pieces.length > 1) this.#pipe.uncork();
  }

  #receive(piece: Uint8Array): void {
    try {
      for (const frame of this.#assembler.push(piece)) this.#accept(frame);
    } catch (thrown) {
      this.#process.kill(`${OUT_OF_STEP}: ${thrown instanceof Error ? thrown.message : thrown}`);
    }
  }

  #accept(frame: Frame): void {
    const { batchId, residentKib } = frame.header;
    if (residentKib > 0) this.#memoryBytes = residentKib * 1024;
    if (batchId !== OPENING_ID) {
      this.#settleFirst(batchId, frame);
      return;
    }
    this.#watch(null);
    this.#settleOpening(openingOf(frame));
  }

  #settleFirst(batchId: number, frame: Frame): void {
    const [first, ...others] = this.#inFlight;
    if (first?.batchId !== batchId) throw new Error(`answer to batch ${batchId}`);
    first.accept(frame);
    this.#inFlight = others;
    this.#watch(others.length > 0 ? this.#batchTimeoutMs : null);
  }

  #watch(timeoutMs: number | null): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = timeoutMs === null ? undefined : setTimeout(() => this.#expire(timeoutMs), timeoutMs);
  }

  #expire(timeoutMs: number): void {
    const [first, ...others] = this.#inFlight;
    this.#inFlight = [];
    this.#process.kill(`no answer within ${timeoutMs} ms`);
    first?.fail({ kind: "timed_out" });
    for (const { fail } of others) fail({ kind: "untouched" });
  }

  async #awaitEnd(): Promise<Ending> {
    await this.#process.over;
    this.#watch(null);
    this.#settleOpening({ kind: "died" });
    const [first, ...others] = this.#inFlight;
    this.#inFlight = [];
    first?.fail({ kind: "died" });
    for (const { fail } of others) fail({ kind: "untouched" });
    return this.#process.ended;
  }
}

function planned(backend: BackendSettings, plan: GraphPlan): BackendSettings {
  switch (plan.kind) {
    case "original":
      return backend;
    case "cached":
      return { ...backend, onnxFile: plan.onnxFile, graph: "optimized" };
    case "saving":
      return { ...backend, graph: "saving" };
  }
}

/** On the processor there is nothing else to write. Drivers keep what they compile for a graphics card. */
function fileBytesFor(plan: GraphPlan, { provider }: BackendSettings): number {
  if (plan.kind === "saving") return plan.fileBytesMax;
  return provider === "cpu" ? 0 : DRIVER_FILE_BYTES_MAX;
}

function openingOf({ header, payload }: Frame): Opening {
  switch (header.kind) {
    case FRAME.ready:
      return { kind: "open", loadMs: header.computeMicros / MICROS_PER_MS };
    case FRAME.refused:
      return { kind: "refused", reason: textOf(payload) };
    case FRAME.failed:
      return { kind: "failed", detail: textOf(payload) };
    default:
      throw new Error(`frame of kind ${header.kind} before the model was open`);
  }
}

function outcomeOf<Answer>(frame: Frame, batch: Batch<Answer>): BatchOutcome<Answer> {
  const { header, payload } = frame;
  switch (header.kind) {
    case FRAME.failed:
      return { kind: "failed", detail: textOf(payload) };
    case FRAME.tooLarge:
      return { kind: "too_large" };
    default: {
      const answer = batch.read(frame);
      if (answer === null) return { kind: "failed", detail: "the answer does not count the batch's rows" };
      return { kind: "done", answer, computeMs: header.computeMicros / MICROS_PER_MS };
    }
  }
}

function textOf(payload: Uint8Array): string {
  return Buffer.from(payload).toString();
}
