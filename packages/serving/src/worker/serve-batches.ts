import { type Backend, type BackendSettings, ModelRefused } from "../backends/backend.ts";
import {
  FRAME,
  FRAME_DESCRIPTOR,
  type Frame,
  type FrameHeader,
  OPENING_ID,
  PAYLOAD_BYTES_MAX,
  readFrame,
  writeFrame,
} from "./frames.ts";
import { decodeTensors, encodeTensors } from "./tensor-frames.ts";

const RESIDENT_REFRESH_MS = 200;

/** Opens the model that the settings name. */
type Open = (settings: BackendSettings) => Promise<Backend>;

/**
 * What a replica's process does: wait to be told what to open, open it, then read a batch, compute, write its rows,
 * and read again. It blocks on a pipe of its own, for nothing else happens here and that is the shortest way between two
 * processes. Returns when the pipe ends, or when the model cannot be opened.
 */
export async function serveBatches(open: Open): Promise<void> {
  const order = readFrame(FRAME_DESCRIPTOR);
  if (order === null) return;
  const backend = await openAndTell(open, order);
  while (backend !== null) {
    const frame = readFrame(FRAME_DESCRIPTOR);
    if (frame === null) return;
    await answer(backend, frame);
  }
}

async function openAndTell(open: Open, { payload }: Frame): Promise<Backend | null> {
  const startedMs = performance.now();
  try {
    // Only `WorkerProcess` writes to the pipe, and these are its settings.
    const backend = await open(JSON.parse(Buffer.from(payload).toString()));
    send({ kind: FRAME.ready, computeMicros: microsSince(startedMs) }, []);
    return backend;
  } catch (thrown) {
    const kind = thrown instanceof ModelRefused ? FRAME.refused : FRAME.failed;
    send({ kind }, [wordsOf(thrown)]);
    return null;
  }
}

async function answer(backend: Backend, { header, payload }: Frame): Promise<void> {
  const { batchId } = header;
  const startedMs = performance.now();
  try {
    const { pieces, ...parts } = await compute(backend, header.rows, payload);
    const bytes = pieces.reduce((total, { byteLength }) => total + byteLength, 0);
    const computeMicros = microsSince(startedMs);
    if (bytes > PAYLOAD_BYTES_MAX) send({ kind: FRAME.tooLarge, batchId, computeMicros }, []);
    else send({ ...parts, batchId, computeMicros }, pieces);
  } catch (thrown) {
    send({ kind: FRAME.failed, batchId }, [wordsOf(thrown)]);
  }
}

type Computed = Pick<FrameHeader, "kind" | "rows" | "width"> & { readonly pieces: readonly Uint8Array[] };

async function compute(backend: Backend, rows: number, payload: Uint8Array<ArrayBuffer>): Promise<Computed> {
  if (backend.kind === "tensor") {
    const tensors = await backend.run(decodeTensors(payload));
    return { kind: FRAME.tensors, rows, width: 0, pieces: encodeTensors({ tensors, wanted: [] }) };
  }
  const lengths = new Int32Array(payload.buffer, 0, rows);
  const ids = new Int32Array(payload.buffer, lengths.byteLength);
  const { width, values } = await backend.run({ lengths, ids });
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return { kind: FRAME.rows, rows, width, pieces: [bytes] };
}

function send(parts: Partial<FrameHeader> & Pick<FrameHeader, "kind">, payload: readonly Uint8Array[]): void {
  const blank = { batchId: OPENING_ID, rows: 0, width: 0, computeMicros: 0 };
  writeFrame(FRAME_DESCRIPTOR, { ...blank, residentKib: residentKib(), ...parts }, payload);
}

let resident = { kib: 0, atMs: Number.NEGATIVE_INFINITY };

function residentKib(): number {
  const nowMs = performance.now();
  if (nowMs - resident.atMs > RESIDENT_REFRESH_MS) {
    resident = { kib: Math.round(process.memoryUsage.rss() / 1_024), atMs: nowMs };
  }
  return resident.kib;
}

function microsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) * 1_000);
}

function wordsOf(thrown: unknown): Uint8Array {
  return Buffer.from(thrown instanceof Error ? thrown.message : String(thrown));
}
