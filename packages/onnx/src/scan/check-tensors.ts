import { type Refusal, refuse } from "../refusal.ts";
import type { Attribute, Model, SparseTensor, Tensor } from "../schema/messages.ts";
import { EXTERNAL, elementCount, layoutOf } from "../tensor.ts";
import { graphsOf, nodesOf } from "./body.ts";
import { RANK_MAX } from "./known.ts";

/** An empty tensor may still count: [1e9, 0] has no elements, and a loop over it a billion turns. */
const EMPTY_EXTENT_MAX = 2 ** 31 - 1;

/** Every tensor's bytes are exactly those that its type and dims ask for, wherever they stand. */
export function checkTensors(model: Model): Refusal | undefined {
  for (const tensor of tensorsOf(model)) {
    const refusal = checkTensor(tensor);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkTensor(tensor: Tensor): Refusal | undefined {
  const layout = layoutOf(tensor.dataType);
  if (layout === undefined) {
    return refuse("onnx.data_type", "The model has a tensor of a type that is not offered.");
  }
  if (tensor.segment !== undefined || !hasPlainDims(tensor.dims)) return badSize();
  const count = elementCount(tensor.dims);
  const bytes = layout.bits === undefined ? undefined : Math.ceil((count * layout.bits) / 8);
  const listed = listedIn(tensor);
  const isExternal = tensor.dataLocation === EXTERNAL;
  if (isExternal !== tensor.externalData.length > 0) return badSize();
  if (isExternal) {
    return bytes !== undefined && listed.total === 0 && tensor.rawData.length === 0 ? undefined : badSize();
  }
  const isRaw = tensor.rawData.length > 0;
  const fits = isRaw
    ? tensor.rawData.length === bytes
    : tensor[layout.list].length === Math.ceil(count * layout.entries);
  const isInOnePlace = listed.total === (isRaw ? 0 : tensor[layout.list].length);
  return fits && isInOnePlace ? undefined : badSize();
}

function hasPlainDims(dims: readonly bigint[]): boolean {
  if (dims.length > RANK_MAX || dims.some((dim) => dim < 0n)) return false;
  const extent = dims.reduce((product, dim) => product * Math.max(1, Number(dim)), 1);
  return extent <= (dims.includes(0n) ? EMPTY_EXTENT_MAX : Number.MAX_SAFE_INTEGER);
}

function listedIn(tensor: Tensor): { total: number } {
  const { floatData, int32Data, int64Data, doubleData, uint64Data, stringData } = tensor;
  const lists = [floatData, int32Data, int64Data, doubleData, uint64Data, stringData];
  return { total: lists.reduce((total, { length }) => total + length, 0) };
}

function badSize(): Refusal {
  return refuse("onnx.tensor_size", "The model has a tensor whose data does not fit its shape.");
}

export function* tensorsOf(model: Model): Generator<Tensor> {
  for (const { graph } of graphsOf(model)) {
    yield* graph.initializer;
    for (const sparse of graph.sparseInitializer) yield* tensorsInSparse(sparse);
  }
  for (const { attribute } of nodesOf(model)) yield* tensorsIn(attribute);
  for (const { attributeProto } of model.functions) yield* tensorsIn(attributeProto);
}

function* tensorsIn(attributes: readonly Attribute[]): Generator<Tensor> {
  for (const { t, tensors, sparseTensor, sparseTensors } of attributes) {
    if (t !== undefined) yield t;
    yield* tensors;
    for (const sparse of sparseTensor ? [sparseTensor] : sparseTensors) yield* tensorsInSparse(sparse);
  }
}

function* tensorsInSparse({ values, indices }: SparseTensor): Generator<Tensor> {
  if (values !== undefined) yield values;
  if (indices !== undefined) yield indices;
}
