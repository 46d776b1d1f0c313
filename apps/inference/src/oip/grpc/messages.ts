import type { Message } from "@bufbuild/protobuf";

/**
 * The messages of open_inference_grpc.proto as @bufbuild/protobuf decodes them: int64 is bigint, bytes are views into
 * what was read, an absent scalar reads as its zero value.
 */

export type Live = Message<"inference.ServerLiveResponse"> & { live: boolean };

export type Ready<Name extends string> = Message<`inference.${Name}`> & { ready: boolean };

export type NamedModel<Name extends string> = Message<`inference.${Name}`> & {
  name: string;
  version: string;
};

export type ServerMetadata = Message<"inference.ServerMetadataResponse"> & {
  name: string;
  version: string;
  extensions: string[];
};

export type ModelMetadata = Message<"inference.ModelMetadataResponse"> & {
  name: string;
  versions: string[];
  platform: string;
  inputs: TensorMetadata[];
  outputs: TensorMetadata[];
};

export type TensorMetadata = Message<"inference.ModelMetadataResponse.TensorMetadata"> & {
  name: string;
  datatype: string;
  shape: bigint[];
};

export type InferParameter = Message<"inference.InferParameter"> & {
  parameterChoice:
    | { case: "boolParam"; value: boolean }
    | { case: "int64Param" | "uint64Param"; value: bigint }
    | { case: "stringParam"; value: string }
    | { case: "doubleParam"; value: number }
    | { case: undefined; value?: undefined };
};

/** The values of a tensor in the list of its datatype; the other lists are empty. */
export type TensorContents = Message<"inference.InferTensorContents"> & {
  boolContents: boolean[];
  /** Of INT8, INT16 and INT32. */
  intContents: number[];
  int64Contents: bigint[];
  /** Of UINT8, UINT16 and UINT32. */
  uintContents: number[];
  uint64Contents: bigint[];
  fp32Contents: number[];
  fp64Contents: number[];
  bytesContents: Uint8Array[];
};

export type InferInputTensor = Message<"inference.ModelInferRequest.InferInputTensor"> & {
  name: string;
  datatype: string;
  shape: bigint[];
  parameters: Record<string, InferParameter>;
  contents?: TensorContents;
};

export type InferRequestedOutput = Message<"inference.ModelInferRequest.InferRequestedOutputTensor"> & {
  name: string;
  parameters: Record<string, InferParameter>;
};

export type ModelInferRequest = Message<"inference.ModelInferRequest"> & {
  modelName: string;
  modelVersion: string;
  id: string;
  parameters: Record<string, InferParameter>;
  inputs: InferInputTensor[];
  outputs: InferRequestedOutput[];
  /** Instead of the inputs' `contents`, one each, as binary tensors are laid out. */
  rawInputContents: Uint8Array[];
};

export type InferOutputTensor = Message<"inference.ModelInferResponse.InferOutputTensor"> & {
  name: string;
  datatype: string;
  shape: bigint[];
};

export type ModelInferResponse = Message<"inference.ModelInferResponse"> & {
  modelName: string;
  modelVersion: string;
  id: string;
  outputs: InferOutputTensor[];
  rawOutputContents: Uint8Array[];
};
