import { type Backend, type BackendSettings, ModelRefused } from "../backends/backend.ts";
import { openSession } from "../backends/onnx/open-session.ts";
import {
  FRAME,
  FRAME_DESCRIPTOR,
  type Frame,
  type FrameHeader,
  OPENING_ID,
  readFrame,
  writeFrame,
} from "./frames.ts";

/**
 * The process that owns one session. It reads a batch, computes, writes the rows, and reads again, blocking
 * on a pipe of its own: nothing else happens here, and a blocking read is the shortest way from one process
 * to the other. It ends when the pipe does.
 */
const NO_PAYLOAD = new Uint8Array(0);
const RESIDENT_REFRESH_MS = 2_000;

let resident = { kib: 0, atMs: Number.NEGATIVE_INFINITY };

await serve(readSettings());

/** Our parent wrote the settings; it is the only caller. */
function readSettings(): BackendSettings {
  return JSON.parse(process.argv[2] ?? "");
}

async function serve(settings: BackendSettings): Promise<void> {
  const backend = await open(settings);
  if (backend === null) return;
  for (;;) {
    const frame = readFrame(FRAME_DESCRIPTOR);
    if (frame === null) return;
    await answer(backend, frame);
  }
}

async function open(settings: BackendSettings): Promise<Backend | null> {
  const startedMs = performance.now();
  try {
    const backend = await openSession(settings);
    send({ kind: FRAME.ready, computeMicros: microsSince(startedMs) }, NO_PAYLOAD);
    return backend;
  } catch (thrown) {
    const kind = thrown instanceof ModelRefused ? FRAME.refused : FRAME.failed;
    send({ kind }, Buffer.from(wordsOf(thrown)));
    return null;
  }
}

async function answer(backend: Backend, { header, payload }: Frame): Promise<void> {
  const { batchId, rows } = header;
  const startedMs = performance.now();
  try {
    const lengths = new Int32Array(payload.buffer, 0, rows);
    const ids = new Int32Array(payload.buffer, rows * 4);
    const { width, values } = await backend.run({ lengths, ids });
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    send({ kind: FRAME.rows, batchId, rows, width, computeMicros: microsSince(startedMs) }, bytes);
  } catch (thrown) {
    send({ kind: FRAME.failed, batchId }, Buffer.from(wordsOf(thrown)));
  }
}

function send(parts: Partial<FrameHeader> & Pick<FrameHeader, "kind">, payload: Uint8Array): void {
  const header = {
    batchId: OPENING_ID,
    rows: 0,
    width: 0,
    computeMicros: 0,
    residentKib: residentKib(),
    ...parts,
  };
  writeFrame(FRAME_DESCRIPTOR, header, payload);
}

function residentKib(): number {
  const nowMs = performance.now();
  if (nowMs - resident.atMs > RESIDENT_REFRESH_MS) {
    resident = { kib: Math.round(process.memoryUsage.rss() / 1024), atMs: nowMs };
  }
  return resident.kib;
}

function microsSince(startedMs: number): number {
  return Math.round((performance.now() - startedMs) * 1_000);
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
