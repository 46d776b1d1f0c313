import type { Message } from "@bufbuild/protobuf";

/**
 * The messages of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx-ml.proto) as @bufbuild/protobuf decodes
 * them: int64 is bigint, bytes are views into the file, an absent scalar reads as its zero value.
 */

/** `onnx.ModelProto`: a graph with the operator sets that give its nodes their meaning. */
export type Model = Message<"onnx.ModelProto"> & {
  irVersion: bigint;
  opsetImport: OperatorSet[];
  producerName: string;
  producerVersion: string;
  domain: string;
  modelVersion: bigint;
  docString: string;
  graph?: Graph;
  metadataProps: Entry[];
  trainingInfo: Message[];
  functions: LocalFunction[];
  configuration: Message[];
};

export type OperatorSet = Message<"onnx.OperatorSetIdProto"> & {
  /** "" is the standard, `ai.onnx`. */
  domain: string;
  version: bigint;
};

export type Entry = Message<"onnx.StringStringEntryProto"> & { key: string; value: string };

export type Graph = Message<"onnx.GraphProto"> & {
  name: string;
  node: Node[];
  initializer: Tensor[];
  sparseInitializer: SparseTensor[];
  docString: string;
  input: ValueInfo[];
  output: ValueInfo[];
  valueInfo: ValueInfo[];
  quantizationAnnotation: Message[];
  metadataProps: Entry[];
};

export type Node = Message<"onnx.NodeProto"> & {
  name: string;
  opType: string;
  domain: string;
  overload: string;
  /** Names of values; "" is an optional one left out. */
  input: string[];
  output: string[];
  attribute: Attribute[];
  docString: string;
  metadataProps: Entry[];
  deviceConfigurations: Message[];
};

export type Attribute = Message<"onnx.AttributeProto"> & {
  name: string;
  refAttrName: string;
  docString: string;
  /** One of `ATTRIBUTE`: which of the fields below counts. */
  type: number;
  f: number;
  i: bigint;
  s: Uint8Array;
  t?: Tensor;
  g?: Graph;
  sparseTensor?: SparseTensor;
  tp?: ValueType;
  floats: number[];
  ints: bigint[];
  strings: Uint8Array[];
  tensors: Tensor[];
  graphs: Graph[];
  sparseTensors: SparseTensor[];
  typeProtos: ValueType[];
};

/** A function of the model's own: a node whose domain, type and overload name it stands for its nodes. */
export type LocalFunction = Message<"onnx.FunctionProto"> & {
  name: string;
  domain: string;
  overload: string;
  input: string[];
  output: string[];
  /** Names of attributes without a default; `attributeProto` are those with one. */
  attribute: string[];
  attributeProto: Attribute[];
  node: Node[];
  docString: string;
  opsetImport: OperatorSet[];
  valueInfo: ValueInfo[];
  metadataProps: Entry[];
};

export type Tensor = Message<"onnx.TensorProto"> & {
  name: string;
  docString: string;
  dims: bigint[];
  /** One of `DATA_TYPE`. */
  dataType: number;
  segment?: Message;
  /** Little-endian, row by row. Excludes the typed lists below and `externalData`. */
  rawData: Uint8Array;
  floatData: number[];
  int32Data: number[];
  stringData: Uint8Array[];
  int64Data: bigint[];
  doubleData: number[];
  uint64Data: bigint[];
  /** `location`, `offset`, `length`, `checksum`, when `dataLocation` is `EXTERNAL`. */
  externalData: Entry[];
  dataLocation: number;
  metadataProps: Entry[];
};

export type SparseTensor = Message<"onnx.SparseTensorProto"> & {
  values?: Tensor;
  indices?: Tensor;
  dims: bigint[];
};

export type ValueInfo = Message<"onnx.ValueInfoProto"> & {
  name: string;
  type?: ValueType;
  docString: string;
  metadataProps: Entry[];
};

export type ValueType = Message<"onnx.TypeProto"> & {
  denotation: string;
  value:
    | { case: "tensorType" | "sparseTensorType"; value: TensorType }
    | { case: "sequenceType" | "optionalType"; value: Message & { elemType?: ValueType } }
    | { case: "mapType"; value: Message & { keyType: number; valueType?: ValueType } }
    | { case: "opaqueType"; value: Message & { domain: string; name: string } }
    | { case: undefined; value?: undefined };
};

export type TensorType = Message<"onnx.TypeProto.Tensor"> & {
  /** One of `DATA_TYPE`. */
  elemType: number;
  /** Absent: of any rank. */
  shape?: Shape;
};

export type Shape = Message<"onnx.TensorShapeProto"> & { dim: Dimension[] };

export type Dimension = Message<"onnx.TensorShapeProto.Dimension"> & {
  denotation: string;
  value:
    | { case: "dimValue"; value: bigint }
    | { case: "dimParam"; value: string }
    | { case: undefined; value?: undefined };
};
