import { encodeTexts } from "./bytes-elements.ts";
import { countElements } from "./check-tensors.ts";
import { elementBytesOf } from "./datatypes.ts";
import { OPEN_DIMENSION } from "./measure-load.ts";
import type { Datatype, NamedTensor } from "./named-tensor.ts";
import type { Port } from "./port.ts";

/**
 * Inputs that a model can likely take: fractions between -1 and 1, and whole numbers 0 or 1 (`varied`) or 0 alone
 * (`zeros`, which every index allows). And inputs that a stranger may send: large numbers (`large`), and fractions of
 * which some are infinite or none at all (`broken`).
 */
export type SampleStyle = "varied" | "zeros" | "large" | "broken";

/** Samples of different seeds differ. */
export type Sample = { readonly rows: number; readonly style: SampleStyle; readonly seed?: number };

/** Beyond this a model is left alone: making samples, and comparing what comes of them, takes time of everybody's. */
export const SAMPLE_BYTES_MAX = 32 * 1024 * 1024;

/** Bits of float16: its sign, and the fractions from a quarter to one. */
const FP16 = { sign: 0x8000, from: 0x3400, count: 0x800 };
/** 10,000, infinity and what is no number, as float16 has them. */
const FP16_WILD = { large: 0x70e2, endless: 0x7c00, none: 0x7e00 };
const LARGE = 10_000;
const LARGE_WHOLE = 100;
const DIGITS = 10;
/**
 * So many numbers are made one by one; in a larger tensor they repeat, as everybody's answers wait meanwhile. A prime,
 * so that rows of whatever width differ.
 */
const TILE_ELEMENTS = 65_521;

/** The same numbers for the same ports and seed. Dimensions that the model leaves open are `OPEN_DIMENSION`, but the first. */
export function sampleTensors(ports: readonly Port[], { rows, style, seed = 0 }: Sample): NamedTensor[] {
  const random = seededRandom(seed);
  return ports.map(({ name, datatype, dims }) => {
    const shape = sampleShape(dims, rows);
    const data = sampleData(datatype, countElements(shape), { style, random });
    return { name, datatype, shape, data };
  });
}

/** Infinite when no request could hold them. */
export function sampleBytes(ports: readonly Port[], rows: number): number {
  return ports.reduce(
    (total, { datatype, dims }) =>
      total +
      countElements(sampleShape(dims, rows)) * (elementBytesOf(datatype) ?? encodeTexts(["0"]).byteLength),
    0,
  );
}

function sampleShape(dims: Port["dims"], rows: number): number[] {
  return (dims ?? [null]).map((dim, axis) => {
    if (typeof dim === "number") return dim;
    return axis === 0 ? rows : OPEN_DIMENSION;
  });
}

type Chance = { readonly style: SampleStyle; readonly random: () => number };

/** Elements of a datatype all take the same number of bytes here, texts too. */
function sampleData(datatype: Datatype, count: number, chance: Chance): Uint8Array {
  const tile = sampleTile(datatype, Math.min(count, TILE_ELEMENTS), chance);
  if (count <= TILE_ELEMENTS) return tile;
  const data = new Uint8Array((tile.byteLength / TILE_ELEMENTS) * count);
  data.set(tile);
  for (let filled = tile.byteLength; filled < data.byteLength; filled *= 2)
    data.copyWithin(filled, 0, filled);
  return data;
}

function sampleTile(datatype: Datatype, count: number, { style, random }: Chance): Uint8Array {
  const fraction = () => fractionOf(style, random);
  const whole = () => wholeOf(style, random);
  switch (datatype) {
    case "BYTES":
      return encodeTexts(Array.from({ length: count }, () => String(Math.floor(random() * DIGITS))));
    case "FP32":
      return bytesOf(new Float32Array(count).map(fraction));
    case "FP64":
      return bytesOf(new Float64Array(count).map(fraction));
    case "FP16":
      return bytesOf(new Uint16Array(count).map(() => fp16(style, random)));
    case "INT64":
    case "UINT64":
      return bytesOf(new BigInt64Array(count).map(() => BigInt(whole())));
    case "INT32":
    case "UINT32":
      return bytesOf(new Int32Array(count).map(whole));
    case "INT16":
    case "UINT16":
      return bytesOf(new Int16Array(count).map(whole));
    case "INT8":
    case "UINT8":
    case "BOOL":
      return new Uint8Array(count).map(whole);
  }
}

function fractionOf(style: SampleStyle, random: () => number): number {
  const fraction = random() * 2 - 1;
  if (style === "large") return fraction < 0 ? -LARGE : LARGE;
  if (style !== "broken") return fraction;
  return random() < 0.5 ? Number.NaN : fraction / 0;
}

function wholeOf(style: SampleStyle, random: () => number): number {
  if (style === "large") return LARGE_WHOLE;
  return style !== "zeros" && random() < 0.5 ? 1 : 0;
}

function fp16(style: SampleStyle, random: () => number): number {
  const sign = random() < 0.5 ? FP16.sign : 0;
  if (style === "large") return sign + FP16_WILD.large;
  if (style === "broken") return random() < 0.5 ? FP16_WILD.none : sign + FP16_WILD.endless;
  return sign + FP16.from + Math.floor(random() * FP16.count);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView<ArrayBuffer>): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A linear congruential generator; its high bits are good enough to tell rows apart. */
function seededRandom(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e37_79b1) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
