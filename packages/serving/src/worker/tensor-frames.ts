import { DATATYPES, type Datatype } from "../tensors/named-tensor.ts";

/** So that every kind of number is read where it lies. */
const ALIGNMENT_BYTES = 8;
const WORD_BYTES = 4;
const NO_DATA = new Uint8Array(0);

/** A tensor on its way between processes: its data in pieces, one after the other. */
export type PiecedTensor = {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly pieces: readonly Uint8Array[];
};

/** A tensor that has arrived; its data starts at a multiple of eight. */
export type ArrivedTensor = {
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
};

/** Tensors in the order of the model's ports, and which of its outputs are wanted. An answer wants none. */
export type TensorLoad<Tensor> = { readonly tensors: readonly Tensor[]; readonly wanted: readonly number[] };

/**
 * The payload in pieces. uint32 words: how many outputs are wanted and which, how many tensors there are, and of each
 * its datatype, rank, dimensions and bytes; then the data of each from the next multiple of eight.
 */
export function encodeTensors({ tensors, wanted }: TensorLoad<PiecedTensor>): Uint8Array[] {
  const sizes = tensors.map(({ pieces }) => pieces.reduce((total, piece) => total + piece.byteLength, 0));
  const words = [wanted.length, ...wanted, tensors.length];
  for (const [index, { datatype, shape }] of tensors.entries()) {
    words.push(DATATYPES.indexOf(datatype), shape.length, ...shape, sizes[index] ?? 0);
  }
  const encoded = [new Uint8Array(Uint32Array.from(words).buffer), paddingAfter(words.length * WORD_BYTES)];
  for (const [index, { pieces }] of tensors.entries()) {
    encoded.push(...pieces, paddingAfter(sizes[index] ?? 0));
  }
  return encoded.filter(({ byteLength }) => byteLength > 0);
}

/** Throws on a payload that is none. */
export function decodeTensors(payload: Uint8Array<ArrayBuffer>): TensorLoad<ArrivedTensor> {
  const words = new WordReader(payload);
  const wanted = words.takeList(words.take());
  const heads = Array.from({ length: words.take() }, () => {
    const datatype = DATATYPES[words.take()];
    const shape = words.takeList(words.take());
    return { datatype, shape, bytes: words.take() };
  });
  let offset = words.offset;
  const tensors = heads.map(({ datatype, shape, bytes }) => {
    const start = alignedAfter(offset);
    offset = start + bytes;
    if (datatype === undefined || offset > payload.byteLength)
      throw new Error("no tensors: they end too early");
    return { datatype, shape, data: payload.subarray(start, offset) };
  });
  return { tensors, wanted };
}

class WordReader {
  offset = 0;
  readonly #view: DataView;

  constructor(payload: Uint8Array<ArrayBuffer>) {
    this.#view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  }

  take(): number {
    if (this.offset + WORD_BYTES > this.#view.byteLength)
      throw new Error("no tensors: their description is cut");
    this.offset += WORD_BYTES;
    return this.#view.getUint32(this.offset - WORD_BYTES, true);
  }

  takeList(length: number): number[] {
    if (length * WORD_BYTES > this.#view.byteLength) throw new Error("no tensors: a list is too long");
    return Array.from({ length }, () => this.take());
  }
}

function alignedAfter(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

function paddingAfter(bytes: number): Uint8Array {
  const padding = alignedAfter(bytes) - bytes;
  return padding === 0 ? NO_DATA : new Uint8Array(padding);
}
