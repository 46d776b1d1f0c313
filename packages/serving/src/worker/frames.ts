import { readSync, writeSync } from "node:fs";

/** The descriptor, in a replica's process, of the pipe that carries frames both ways. */
export const FRAME_DESCRIPTOR = 3;

/** Kinds of frames between the engine and a replica's process. */
export const FRAME = {
  /** To the process: rows of token ids. Payload: int32 lengths[rows], then the ids, row after row. */
  batch: 1,
  /** The model is open. */
  ready: 2,
  /** The answer to a batch. Payload: float32 values[rows × width]. */
  rows: 3,
  /** A batch, or the opening, failed. Payload: UTF-8, foreign words that only a log may show. */
  failed: 4,
  /** The model is none that we can run. Payload: UTF-8, our words, fit for the deployment's owner. */
  refused: 5,
} as const;

type FrameKind = (typeof FRAME)[keyof typeof FRAME];

export type FrameHeader = {
  readonly kind: FrameKind;
  /** Echoed in the answer, so that a mix-up is noticed; `OPENING_ID` in the answer to the opening. */
  readonly batchId: number;
  readonly rows: number;
  readonly width: number;
  readonly computeMicros: number;
  /** Resident memory of the sender; 0 when it does not tell. */
  readonly residentKib: number;
};

export type Frame = { readonly header: FrameHeader; readonly payload: Uint8Array<ArrayBuffer> };

/** No batch has this id. */
export const OPENING_ID = 0;

const MAGIC = 0x4d52_4131;
const HEADER_WORDS = 8;
const HEADER_BYTES = HEADER_WORDS * 4;
const PAYLOAD_BYTES_MAX = 256 * 1024 * 1024;
const KINDS: ReadonlySet<number> = new Set(Object.values(FRAME));

/** Header and payload as one piece; numbers in the machine's own byte order, as both ends share the machine. */
export function encodeFrame(header: FrameHeader, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(HEADER_BYTES + payload.byteLength);
  new Uint32Array(frame.buffer, 0, HEADER_WORDS).set([
    MAGIC,
    header.kind,
    payload.byteLength,
    header.batchId,
    header.rows,
    header.width,
    header.computeMicros,
    header.residentKib,
  ]);
  frame.set(payload, HEADER_BYTES);
  return frame;
}

/** `bytes` must start at a multiple of four. Throws on bytes that are no header. */
function decodeHeader(bytes: Uint8Array): { header: FrameHeader; payloadBytes: number } {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS);
  const [magic = 0, kind = 0, payloadBytes = 0, batchId = 0, rows = 0, width = 0, computeMicros = 0] = words;
  const residentKib = words[HEADER_WORDS - 1] ?? 0;
  if (magic !== MAGIC || !isFrameKind(kind) || payloadBytes > PAYLOAD_BYTES_MAX) {
    throw new Error(`not a frame: magic ${magic}, kind ${kind}, ${payloadBytes} bytes`);
  }
  return { header: { kind, batchId, rows, width, computeMicros, residentKib }, payloadBytes };
}

function isFrameKind(kind: number): kind is FrameKind {
  return KINDS.has(kind);
}

/** Puts frames together from the pieces that a stream delivers. Each payload has memory of its own. */
export class FrameAssembler {
  readonly #headerBytes = new Uint8Array(HEADER_BYTES);
  #header: FrameHeader | null = null;
  #target: Uint8Array<ArrayBuffer> = this.#headerBytes;
  #filled = 0;

  /** The frames that this piece completes. Throws when the stream is out of step; it stays useless then. */
  push(piece: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    for (let offset = 0; offset < piece.byteLength; ) {
      const taken = piece.subarray(offset, offset + this.#target.byteLength - this.#filled);
      this.#target.set(taken, this.#filled);
      this.#filled += taken.byteLength;
      offset += taken.byteLength;
      if (this.#filled === this.#target.byteLength) frames.push(...this.#complete());
    }
    return frames;
  }

  #complete(): Frame[] {
    if (this.#header === null) {
      const { header, payloadBytes } = decodeHeader(this.#target);
      if (payloadBytes === 0) return this.#finish(header, new Uint8Array(0));
      this.#header = header;
      this.#target = new Uint8Array(payloadBytes);
      this.#filled = 0;
      return [];
    }
    return this.#finish(this.#header, this.#target);
  }

  #finish(header: FrameHeader, payload: Uint8Array<ArrayBuffer>): Frame[] {
    this.#header = null;
    this.#target = this.#headerBytes;
    this.#filled = 0;
    return [{ header, payload }];
  }
}

/** Waits for one frame on a blocking descriptor; null when the other end is gone. */
export function readFrame(descriptor: number): Frame | null {
  const head = readFully(descriptor, HEADER_BYTES);
  if (head === null) return null;
  const { header, payloadBytes } = decodeHeader(head);
  const payload = readFully(descriptor, payloadBytes);
  return payload === null ? null : { header, payload };
}

function readFully(descriptor: number, bytes: number): Uint8Array<ArrayBuffer> | null {
  const target = new Uint8Array(bytes);
  for (let filled = 0; filled < bytes; ) {
    const count = readSync(descriptor, target, filled, bytes - filled, null);
    if (count === 0) return null;
    filled += count;
  }
  return target;
}

/** Writes one frame on a blocking descriptor. Throws (EPIPE) when the other end is gone. */
export function writeFrame(descriptor: number, header: FrameHeader, payload: Uint8Array): void {
  const frame = encodeFrame(header, payload);
  for (let written = 0; written < frame.byteLength; ) {
    written += writeSync(descriptor, frame, written, frame.byteLength - written);
  }
}
