import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type {
  Attribute,
  Graph,
  LocalFunction,
  Model,
  Node,
  OperatorSet,
  Tensor,
  ValueInfo,
} from "./schema/messages.ts";
import {
  AttributeSchema,
  GraphSchema,
  LocalFunctionSchema,
  ModelSchema,
  NodeSchema,
  OperatorSetSchema,
  TensorSchema,
  ValueInfoSchema,
} from "./schema/schema.ts";
import { ATTRIBUTE, DATA_TYPE } from "./tensor.ts";

const IR_VERSION = 8n;
const OPSET = 16n;

type GraphParts = {
  readonly nodes: readonly Node[];
  readonly inputs?: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers?: readonly Tensor[];
};

type AttributeValue = number | bigint | string | readonly bigint[] | readonly number[] | Tensor | Graph;

/** A model of operator set 16, unless `more` says otherwise. */
export function buildModel(
  parts: GraphParts,
  more: Partial<Omit<Model, "$typeName" | "$unknown">> = {},
): Model {
  return create(ModelSchema, {
    irVersion: IR_VERSION,
    opsetImport: [operatorSet("", OPSET)],
    graph: buildGraph(parts),
    ...more,
  });
}

export function buildGraph({ nodes, inputs = [], outputs, initializers = [] }: GraphParts): Graph {
  return create(GraphSchema, {
    name: "graph",
    node: [...nodes],
    input: [...inputs],
    output: [...outputs],
    initializer: [...initializers],
  });
}

/** A function that a node of the same domain and type stands for. */
export function localFunction(
  domain: string,
  name: string,
  { inputs, outputs, nodes }: { inputs: string[]; outputs: string[]; nodes: Node[] },
): LocalFunction {
  const opsetImport = [operatorSet("", OPSET), operatorSet(domain, 1n)];
  return create(LocalFunctionSchema, {
    domain,
    name,
    input: inputs,
    output: outputs,
    node: nodes,
    opsetImport,
  });
}

export function operatorSet(domain: string, version: bigint): OperatorSet {
  return create(OperatorSetSchema, { domain, version });
}

/** `node("MatMul", ["x", "weight"], ["y"])`. A bigint makes an int attribute, a number a float one. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
): Node {
  return create(NodeSchema, {
    opType,
    name: output[0] === undefined ? "" : `${opType}:${output[0]}`,
    input: [...input],
    output: [...output],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  });
}

function attribute(name: string, value: AttributeValue): Attribute {
  if (typeof value === "bigint") return create(AttributeSchema, { name, type: ATTRIBUTE.INT, i: value });
  if (typeof value === "number") return create(AttributeSchema, { name, type: ATTRIBUTE.FLOAT, f: value });
  if (typeof value === "string") {
    return create(AttributeSchema, { name, type: ATTRIBUTE.STRING, s: new TextEncoder().encode(value) });
  }
  if ("$typeName" in value) {
    return value.$typeName === "onnx.TensorProto"
      ? create(AttributeSchema, { name, type: ATTRIBUTE.TENSOR, t: value })
      : create(AttributeSchema, { name, type: ATTRIBUTE.GRAPH, g: value });
  }
  const ints = value.filter((element) => typeof element === "bigint");
  if (ints.length === value.length) return create(AttributeSchema, { name, type: ATTRIBUTE.INTS, ints });
  return create(AttributeSchema, { name, type: ATTRIBUTE.FLOATS, floats: value.map(Number) });
}

/** A graph input or output. A dim may be a number, a name, or null for any. */
export function valueInfo(
  name: string,
  dims: readonly (number | string | null)[],
  dataType: number = DATA_TYPE.FLOAT,
): ValueInfo {
  const dim = dims.map((size) => {
    if (size === null) return {};
    return typeof size === "number"
      ? { value: { case: "dimValue" as const, value: BigInt(size) } }
      : { value: { case: "dimParam" as const, value: size } };
  });
  const type = { value: { case: "tensorType" as const, value: { elemType: dataType, shape: { dim } } } };
  return create(ValueInfoSchema, { name, type } as MessageInitShape<typeof ValueInfoSchema>);
}

export function floatTensor(
  name: string,
  dims: readonly number[],
  values: Float32Array | readonly number[],
): Tensor {
  return rawTensor(name, dims, DATA_TYPE.FLOAT, Float32Array.from(values));
}

export function int64Tensor(name: string, dims: readonly number[], values: readonly bigint[]): Tensor {
  return rawTensor(name, dims, DATA_TYPE.INT64, BigInt64Array.from(values));
}

/** Any typed array. */
export type ArrayView = ArrayBufferView<ArrayBuffer>;

export function rawTensor(
  name: string,
  dims: readonly number[],
  dataType: number,
  { buffer, byteOffset, byteLength }: ArrayView,
): Tensor {
  const rawData = new Uint8Array(buffer, byteOffset, byteLength);
  return create(TensorSchema, { name, dims: dims.map(BigInt), dataType, rawData });
}
