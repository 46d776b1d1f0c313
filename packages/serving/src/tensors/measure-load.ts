import { countElements } from "./check-tensors.ts";
import { elementBytesOf } from "./datatypes.ts";
import type { NamedTensor } from "./named-tensor.ts";
import { hasRows, type Port, type Ports } from "./port.ts";

/** What a dimension counts as that the model leaves open, other than the rows. */
export const OPEN_DIMENSION = 8;
/** What an element of BYTES counts as. */
const TEXT_BYTES = 64;

/** How requests to a model are weighed and who may share a batch with whom. */
export type LoadMeasure = {
  readonly hasRows: boolean;
  /** Bytes of a row as it is reckoned with: where its dimensions are open, of `OPEN_DIMENSION`. */
  readonly rowBytes: number;
};

export type Load = {
  /** Sizes of the first dimension, which is the batch where the model has one; else 1. */
  readonly rows: number;
  /** As many rows as the bytes make, at least 1: where all other dimensions are fixed, the rows. */
  readonly tokens: number;
  /** Requests of equal kin may share a batch; null shares with nobody. */
  readonly kin: string | null;
};

export function measureOf(ports: Ports): LoadMeasure {
  const rowBytes = ports.inputs.reduce((total, port) => total + rowBytesOf(port), 0);
  return { hasRows: hasRows(ports), rowBytes: Math.max(rowBytes, 1) };
}

function rowBytesOf({ datatype, dims }: Port): number {
  const others = (dims ?? []).slice(1).map((dim) => (typeof dim === "number" ? dim : OPEN_DIMENSION));
  return countElements(others) * (elementBytesOf(datatype) ?? TEXT_BYTES);
}

/** Rows are shared when they differ in their number alone. A tensor without elements keeps to itself. */
export function measureLoad(
  { inputs, outputs }: { readonly inputs: readonly NamedTensor[]; readonly outputs: readonly number[] },
  measure: LoadMeasure,
): Load {
  const bytes = inputs.reduce((total, { data }) => total + data.byteLength, 0);
  const tokens = Math.max(Math.ceil(bytes / measure.rowBytes), 1);
  if (!measure.hasRows) return { rows: 1, tokens, kin: null };
  const rows = inputs.reduce((most, { shape }) => Math.max(most, shape[0] ?? 0), 0);
  const isShareable = inputs.every(({ shape }) => shape[0] === rows && !shape.includes(0));
  if (!isShareable) return { rows, tokens, kin: null };
  const shapes = inputs.map(({ shape }) => shape.slice(1).join("×"));
  return { rows, tokens, kin: `${shapes.join(" ")} → ${outputs}` };
}
