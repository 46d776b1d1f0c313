import { type InferenceSession, Tensor } from "onnxruntime-node";
import { normalizeRows, poolTokens } from "../../tasks/pool-tokens.ts";
import { type Head, ModelRefused, type RowMatrix, type TextBackend, type TextSettings } from "../backend.ts";
import { createSession } from "./create-session.ts";
import { type PaddedBatch, padBatch } from "./pad-batch.ts";

/** Preferred first; a model with other names gives its first output. */
const OUTPUT_NAMES: Record<Head["kind"], readonly string[]> = {
  pool: ["last_hidden_state", "token_embeddings", "sentence_embedding"],
  logits: ["logits"],
};

/**
 * Opens an ONNX model that reads token ids. Throws `ModelRefused` when it asks for other inputs,
 * and what ONNX Runtime throws when the file is broken or memory is short.
 */
export async function openTextSession(settings: TextSettings): Promise<TextBackend> {
  const session = await createSession(settings);
  const inputs = checkInputs(session.inputMetadata);
  const output = chooseOutput(session.outputMetadata, settings.head);
  return {
    kind: "text",
    run: async (batch) => {
      const padded = padBatch(batch, settings.padTokenId);
      const fetched = await session.run(feedsFor(inputs, padded), [output]);
      const tensor = fetched[output];
      if (!(tensor?.data instanceof Float32Array)) throw new Error(`output ${output} is not float32`);
      const rows = applyHead({ values: tensor.data, dims: tensor.dims }, padded, settings.head);
      tensor.dispose();
      return rows;
    },
  };
}

const INPUT_NAMES = ["input_ids", "attention_mask", "token_type_ids"] as const;

type InputName = (typeof INPUT_NAMES)[number];

function isInputName(name: string): name is InputName {
  return INPUT_NAMES.some((known) => known === name);
}

/** ONNX Runtime ignores unknown names in silence, so what the model asks for is checked here. */
function checkInputs(metadata: readonly InferenceSession.ValueMetadata[]): InputName[] {
  const names = metadata.map((input) => {
    if (!isInputName(input.name)) {
      throw new ModelRefused(`The model asks for \`${input.name}\`, which text cannot give.`);
    }
    if (!input.isTensor || input.type !== "int64") {
      throw new ModelRefused(`The model's \`${input.name}\` is not an int64 tensor.`);
    }
    return input.name;
  });
  if (!names.includes("input_ids")) throw new ModelRefused("The model has no input `input_ids`.");
  return names;
}

function chooseOutput(metadata: readonly InferenceSession.ValueMetadata[], head: Head): string {
  const preferred = OUTPUT_NAMES[head.kind].map((name) => metadata.find((output) => output.name === name));
  const output = preferred.find((candidate) => candidate !== undefined) ?? metadata[0];
  if (output === undefined) throw new ModelRefused("The model has no output.");
  if (!output.isTensor || output.type !== "float32") {
    throw new ModelRefused(`The model's \`${output.name}\` is not a float32 tensor.`);
  }
  return output.name;
}

function feedsFor(inputs: readonly InputName[], padded: PaddedBatch): Record<string, Tensor> {
  const shape = [padded.lengths.length, padded.paddedLength];
  const data: Record<InputName, () => BigInt64Array> = {
    input_ids: () => padded.ids,
    attention_mask: () => padded.mask,
    token_type_ids: () => new BigInt64Array(padded.ids.length),
  };
  return Object.fromEntries(inputs.map((name) => [name, new Tensor("int64", data[name](), shape)]));
}

function applyHead(
  output: { values: Float32Array; dims: readonly number[] },
  padded: PaddedBatch,
  head: Head,
): RowMatrix {
  const [rows = 0, second = 0, third] = output.dims;
  const isPerToken = third !== undefined;
  if (rows !== padded.lengths.length || (isPerToken && second !== padded.paddedLength)) {
    throw new Error(
      `output has shape [${output.dims}] for ${padded.lengths.length} × ${padded.paddedLength}`,
    );
  }
  if (head.kind === "logits") return { width: second, values: output.values };
  const width = third ?? second;
  const { lengths, paddedLength } = padded;
  const values = isPerToken
    ? poolTokens({ values: output.values, lengths, paddedLength, width }, head.pooling)
    : output.values;
  if (head.normalize) normalizeRows(values, width);
  return { width, values };
}
