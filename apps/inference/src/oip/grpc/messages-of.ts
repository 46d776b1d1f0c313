import type { MessageInitShape } from "@bufbuild/protobuf";
import type { NamedTensor, TensorPort } from "@millrace/serving";
import type { ModelInferResponseSchema, ModelMetadataSchema } from "./schema.ts";

type ModelDescription = {
  name: string;
  versions: string[];
  platform: string;
  inputs: readonly TensorPort[];
  outputs: readonly TensorPort[];
};

export function metadataOf(model: ModelDescription): MessageInitShape<typeof ModelMetadataSchema> {
  return {
    ...model,
    inputs: model.inputs.map(portOf),
    outputs: model.outputs.map(portOf),
  } as MessageInitShape<typeof ModelMetadataSchema>;
}

type Answered = { model: string; version: string; id: string };

/** The data of all outputs goes raw, whichever way the inputs came. */
export function answerOf(
  { model, version, id }: Answered,
  outputs: readonly NamedTensor[],
): MessageInitShape<typeof ModelInferResponseSchema> {
  return {
    modelName: model,
    modelVersion: version,
    id,
    outputs: outputs.map(portOf),
    rawOutputContents: outputs.map(({ data }) => data),
  } as MessageInitShape<typeof ModelInferResponseSchema>;
}

function portOf({ name, datatype, shape }: TensorPort) {
  return { name, datatype, shape: shape.map(BigInt) };
}
