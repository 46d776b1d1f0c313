import { createFileRegistry, fromJson, type JsonValue, type Message } from "@bufbuild/protobuf";
import type { GenMessage } from "@bufbuild/protobuf/codegenv2";
import { FileDescriptorProtoSchema } from "@bufbuild/protobuf/wkt";
import type {
  Live,
  ModelInferRequest,
  ModelInferResponse,
  ModelMetadata,
  NamedModel,
  Ready,
  ServerMetadata,
} from "./messages.ts";
// As in https://github.com/kserve/open-inference-protocol, open_inference_grpc.proto.
import descriptor from "./open-inference.json" with { type: "json" };

const registry = createFileRegistry(
  fromJson(FileDescriptorProtoSchema, descriptor as unknown as JsonValue),
  () => undefined,
);

export const LiveSchema = schemaOf<Live>("inference.ServerLiveResponse");
export const ServerReadySchema = schemaOf<Ready<"ServerReadyResponse">>("inference.ServerReadyResponse");
export const ModelReadyRequestSchema = schemaOf<NamedModel<"ModelReadyRequest">>(
  "inference.ModelReadyRequest",
);
export const ModelReadySchema = schemaOf<Ready<"ModelReadyResponse">>("inference.ModelReadyResponse");
export const ServerMetadataSchema = schemaOf<ServerMetadata>("inference.ServerMetadataResponse");
export const ModelMetadataRequestSchema = schemaOf<NamedModel<"ModelMetadataRequest">>(
  "inference.ModelMetadataRequest",
);
export const ModelMetadataSchema = schemaOf<ModelMetadata>("inference.ModelMetadataResponse");
export const ModelInferRequestSchema = schemaOf<ModelInferRequest>("inference.ModelInferRequest");
export const ModelInferResponseSchema = schemaOf<ModelInferResponse>("inference.ModelInferResponse");

/** What the library's generator would write into a file, read from the descriptor instead. */
function schemaOf<Shape extends Message>(typeName: Shape["$typeName"]): GenMessage<Shape> {
  const schema = registry.getMessage(typeName);
  if (schema === undefined) throw new Error(`open-inference.json has no ${typeName}`);
  return schema as unknown as GenMessage<Shape>;
}
