import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { Duplex } from "node:stream";
import { fileURLToPath } from "node:url";
import type { BackendSettings } from "../backends/backend.ts";
import type { Batch, BatchMishap, BatchOutcome } from "./batch.ts";
import type { Confinement } from "./confine.ts";
import {
  encodeFrame,
  FRAME,
  FRAME_DESCRIPTOR,
  type Frame,
  FrameAssembler,
  type FrameHeader,
  OPENING_ID,
} from "./frames.ts";

/** The program of a replica's process. */
export const WORKER_PROGRAM = fileURLToPath(new URL("./main.ts", import.meta.url));
const WORDS_CHARACTERS_MAX = 2_000;
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

/** How a process came to its end. */
export type Ending = {
  /** A signal or an exit code, such as `SIGKILL`. */
  readonly how: string;
  /** Why we ended it, or its last words on stderr; for the log. */
  readonly words: string;
  /** By somebody else: a person, or a system that is short of memory. */
  readonly wasKilled: boolean;
};

export type WorkerSettings = {
  /** `WORKER_PROGRAM`, or a test's own. */
  readonly program: string;
  readonly backend: BackendSettings;
  readonly memoryBytesMax: number;
  readonly batchTimeoutMs: number;
  readonly confinement: Confinement;
  /** Its empty working folder is made here, and removed when the process is gone. */
  readonly workFolder: string;
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
  readonly opening: Promise<Opening>;
  /** Resolves when the process is gone. Never rejects. */
  readonly ended: Promise<Ending>;

  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #batchTimeoutMs: number;
  readonly #assembler = new FrameAssembler();
  readonly #settleOpening: (opening: Opening) => void;
  #inFlight: InFlight[] = [];
  #nextBatchId = 1;
  #memoryBytes = 0;
  #watchdog: NodeJS.Timeout | undefined;
  #words = "";
  #isOver = false;
  #isDoomed = false;

  static async start(settings: WorkerSettings): Promise<WorkerProcess> {
    const folder = await mkdtemp(path.join(settings.workFolder, "replica-"));
    return new WorkerProcess(settings, folder);
  }

  private constructor(settings: WorkerSettings, folder: string) {
    const opening = Promise.withResolvers<Opening>();
    this.opening = opening.promise;
    this.#settleOpening = opening.resolve;
    this.#batchTimeoutMs = settings.batchTimeoutMs;
    this.#child = spawnProgram(settings, folder);
    this.pid = this.#child.pid ?? null;
    this.#pipe = pipeOf(this.#child);
    this.#pipe.on("data", (piece: Uint8Array) => this.#receive(piece));
    // A write to a process that has just died: `ended` tells the rest.
    this.#pipe.on("error", () => undefined);
    this.#child.stderr?.on("data", (piece: Buffer) => {
      this.#words = `${this.#words}${piece}`.slice(-WORDS_CHARACTERS_MAX);
    });
    this.#watch(OPEN_TIMEOUT_MS);
    this.ended = this.#awaitEnd(folder);
  }

  /** Resident memory as the process last told it, or 0. */
  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  /** True when the process is gone or about to be; `ended` follows. */
  get isOver(): boolean {
    return this.#isOver || this.#isDoomed;
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
    this.#isDoomed = true;
    this.#child.kill("SIGKILL");
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
      this.#endBecause(`out of step: ${thrown instanceof Error ? thrown.message : thrown}`);
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
    this.#inFlight.shift()?.fail({ kind: "timed_out" });
    this.#endBecause(`no answer within ${timeoutMs} ms`);
  }

  #endBecause(words: string): void {
    this.#words = words;
    this.kill();
  }

  async #awaitEnd(folder: string): Promise<Ending> {
    const how = await endOf(this.#child);
    this.#isOver = true;
    this.#watch(null);
    this.#settleOpening({ kind: "died" });
    const [first, ...others] = this.#inFlight;
    this.#inFlight = [];
    first?.fail({ kind: "died" });
    for (const { fail } of others) fail({ kind: "untouched" });
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    const wasKilled = how === "SIGKILL" && !this.#isDoomed;
    return { how, words: this.#words.trim(), wasKilled };
  }
}

/** Nothing of our environment is inherited: no secret can leak into a process that runs a stranger's model. */
function spawnProgram(settings: WorkerSettings, folder: string): ChildProcess {
  const { confinement, memoryBytesMax, backend, program } = settings;
  const command = [process.execPath, program, JSON.stringify(backend)] as const;
  const [file, ...parts] = confinement.confine([...command], memoryBytesMax);
  return spawn(file, parts, {
    cwd: folder,
    env: { ORT_DISABLE_TELEMETRY: "1", HOME: folder, TMPDIR: folder },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
}

function pipeOf(child: ChildProcess): Duplex {
  const pipe = child.stdio[FRAME_DESCRIPTOR];
  if (!(pipe instanceof Duplex)) throw new Error("the process has no pipe");
  return pipe;
}

/** `close` comes after everything that the process wrote; `error` comes alone when it could not start. */
function endOf(child: ChildProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  child.once("error", (thrown) => resolve(thrown.message));
  return promise;
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
