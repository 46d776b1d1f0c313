import { readSync, writeSync } from "node:fs";

/** The descriptor, in a replica's process, of the pipe that carries frames both ways. */
export const FRAME_DESCRIPTOR = 3;

/** Kinds of frames between the engine and a replica's process. */
export const FRAME = {
  /** To the process: rows of token ids. Payload: int32 lengths[rows], then the ids, row after row. */
  tokens: 1,
  /** The model is open. */
  ready: 2,
  /** The answer to tokens. Payload: float32 values[rows × width]. */
  rows: 3,
  /** A batch, or the opening, failed. Payload: UTF-8, foreign words that only a log may show. */
  failed: 4,
  /** The model is none that we can run. Payload: UTF-8, our words, fit for the deployment's owner. */
  refused: 5,
  /** To the process and in answer: tensors, as `encodeTensors` lays them out. */
  tensors: 6,
  /** The answer to a batch is larger than a frame may be. */
  tooLarge: 7,
  /** To the process, before all others: what to open. Payload: `BackendSettings` as JSON. */
  open: 8,
} as const;

export type FrameKind = (typeof FRAME)[keyof typeof FRAME];

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
export const PAYLOAD_BYTES_MAX = 256 * 1024 * 1024;
/** Smaller payloads are cheaper to copy into one piece than to pass on in several. */
const ONE_PIECE_BYTES_MAX = 64 * 1024;
const KINDS: ReadonlySet<number> = new Set(Object.values(FRAME));

/** The whole frame in as few pieces as pays; numbers in the machine's own byte order, as both ends share the machine. */
export function encodeFrame(header: FrameHeader, payload: readonly Uint8Array[]): Uint8Array[] {
  const payloadBytes = payload.reduce((total, { byteLength }) => total + byteLength, 0);
  const isOnePiece = payloadBytes <= ONE_PIECE_BYTES_MAX;
  const frame = new Uint8Array(HEADER_BYTES + (isOnePiece ? payloadBytes : 0));
  new Uint32Array(frame.buffer, 0, HEADER_WORDS).set([
    MAGIC,
    header.kind,
    payloadBytes,
    header.batchId,
    header.rows,
    header.width,
    header.computeMicros,
    header.residentKib,
  ]);
  if (!isOnePiece) return [frame, ...payload];
  let offset = HEADER_BYTES;
  for (const piece of payload) {
    frame.set(piece, offset);
    offset += piece.byteLength;
  }
  return [frame];
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
export function writeFrame(descriptor: number, header: FrameHeader, payload: readonly Uint8Array[]): void {
  for (const piece of encodeFrame(header, payload)) {
    for (let written = 0; written < piece.byteLength; ) {
      written += writeSync(descriptor, piece, written, piece.byteLength - written);
    }
  }
}
