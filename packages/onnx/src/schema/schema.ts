import { createFileRegistry, fromJson, type JsonValue, type Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type {
  Attribute,
  Entry,
  Graph,
  LocalFunction,
  Model,
  Node,
  OperatorSet,
  Tensor,
  ValueInfo,
} from "./messages.ts";
import descriptor from "./onnx.json" with { type: "json" };

const registry = createFileRegistry(
  fromJson(FileDescriptorProtoSchema, descriptor as unknown as JsonValue),
  () => undefined,
);

export const ModelSchema = schemaOf<Model>("onnx.ModelProto");
export const OperatorSetSchema = schemaOf<OperatorSet>("onnx.OperatorSetIdProto");
export const EntrySchema = schemaOf<Entry>("onnx.StringStringEntryProto");
export const GraphSchema = schemaOf<Graph>("onnx.GraphProto");
export const NodeSchema = schemaOf<Node>("onnx.NodeProto");
export const AttributeSchema = schemaOf<Attribute>("onnx.AttributeProto");
export const LocalFunctionSchema = schemaOf<LocalFunction>("onnx.FunctionProto");
export const TensorSchema = schemaOf<Tensor>("onnx.TensorProto");
export const ValueInfoSchema = schemaOf<ValueInfo>("onnx.ValueInfoProto");

/** What the library's generator would write into a file, read from the descriptor instead. */
function schemaOf<Shape extends Message>(typeName: Shape["$typeName"]): GenMessage<Shape> {
  const schema = registry.getMessage(typeName);
  if (schema === undefined) throw new Error(`onnx.json has no ${typeName}`);
  return schema as unknown as GenMessage<Shape>;
}
