import type { Head, TextSettings } from "./backends/backend.ts";
import { keyOfTokens } from "./caching/input-key.ts";
import type { Freight, Load } from "./freight.ts";
import type { TextModel } from "./model.ts";
import type { Computed } from "./pending-request.ts";
import { type Computing, computingOn, type GroupParts, ReplicaGroup } from "./replica-group.ts";
import type { Counted, InferAnswer, InferRequest, Precedence } from "./requests.ts";
import { activate } from "./tasks/score-labels.ts";
import { decodeTexts } from "./tensors/bytes-elements.ts";
import { checkTensors } from "./tensors/check-tensors.ts";
import type { Ports } from "./tensors/port.ts";
import { encodeInputs } from "./tokenizing/encode-inputs.ts";
import type { TextTokenizer } from "./tokenizing/open-tokenizer.ts";
import { tokenBatch } from "./worker/token-batch.ts";
import { warmUpTexts } from "./worker/warm-up-texts.ts";

/** Bounds the memory of the line: 16 MiB of ids. */
const WAITING_TOKENS_MAX = 4_194_304;
/** All texts are of one kind. */
const KIN = "text";

type TextLoad = Load & { readonly ids: Int32Array };

type TextRequest = Precedence &
  Counted & {
    readonly inputs: readonly (string | readonly number[])[];
    readonly truncate: boolean;
    readonly signal?: AbortSignal | undefined;
  };

const FREIGHT: Freight<TextLoad, Float32Array> = {
  pack: (loads) => tokenBatch(loads.map(({ ids }) => ids)),
  keyOf: ({ ids }) => keyOfTokens(ids),
  keeping: { bytesOf: ({ byteLength }) => byteLength, copyOf: (row) => row.slice() },
  isPadded: true,
  batchTokensMax: Number.POSITIVE_INFINITY,
  waitingTokensMax: WAITING_TOKENS_MAX,
  labelOf: (position) => `input[${position}]`,
  rejectionOf: () => null,
};

/** Replicas of a model that reads text, with its tokenizer. */
export class TextGroup extends ReplicaGroup<TextLoad, Float32Array> {
  readonly model: TextModel;
  /** How the Open Inference Protocol sees the model. */
  readonly ports: Ports;
  readonly #tokenizer: TextTokenizer;

  constructor(parts: GroupParts, model: TextModel, tokenizer: TextTokenizer) {
    const width = widthOf(model);
    super(parts, {
      freight: FREIGHT,
      isDeterministic: model.isDeterministic,
      backend: textSettings(model, computingOn(parts)),
      graphFiles: [model.onnxFile, ...model.externalFiles],
      warmUp: warmUpTexts({ inputTokensMax: model.tokensMax, width }),
    });
    this.model = model;
    this.ports = portsOf(model);
    this.#tokenizer = tokenizer;
  }

  /** One row of numbers per input, in their order. */
  computeTexts({ inputs, truncate, counted, ...call }: TextRequest): Promise<Computed<Float32Array>> {
    return this.compute(call, async () => {
      const { name } = this.spec;
      const options = { tokenizer: this.#tokenizer, model: this.model, name, truncate };
      const encoded = await encodeInputs(inputs, options);
      await counted?.(encoded.reduce((sum, ids) => sum + ids.length, 0));
      return encoded.map((ids) => ({ ids, tokens: ids.length, rows: 1, kin: KIN }));
    });
  }

  async infer({ inputs, outputs, ...call }: InferRequest): Promise<InferAnswer> {
    const checked = checkTensors({ inputs, outputs }, this.ports);
    const texts = checked.inputs.flatMap(({ data }) => decodeTexts(data));
    const { rows, ...computed } = await this.computeTexts({ ...call, inputs: texts, truncate: false });
    const [port] = this.ports.outputs;
    if (port === undefined) throw new Error("a text model has one output");
    const width = widthOf(this.model);
    const values = new Float32Array(rows.length * width);
    for (const [index, row] of rows.entries()) values.set(this.#finish(row), index * width);
    const data = new Uint8Array(values.buffer);
    const output = { name: port.name, datatype: port.datatype, shape: [rows.length, width], data };
    return { outputs: [output], rows: rows.length, ...computed };
  }

  /** Labels' scores are what the model was trained for, not its logits. */
  #finish(row: Float32Array): ArrayLike<number> {
    if (this.model.task === "feature-extraction") return row;
    return activate(row, this.model.multiLabel ? "sigmoid" : "softmax");
  }
}

/** What a process needs to know to open the model. */
export function textSettings(model: TextModel, session: Computing): TextSettings {
  const { onnxFile, padTokenId } = model;
  return { kind: "text", onnxFile, graph: "original", padTokenId, ...session, head: headOf(model) };
}

function headOf(model: TextModel): Head {
  switch (model.task) {
    case "feature-extraction":
      return { kind: "pool", pooling: model.pooling, normalize: model.normalize };
    case "text-classification":
      return { kind: "logits" };
  }
}

/** Numbers that the model gives for a text. */
export function widthOf(model: TextModel): number {
  switch (model.task) {
    case "feature-extraction":
      return model.dimensions;
    case "text-classification":
      return model.labels.length;
  }
}

function portsOf(model: TextModel): Ports {
  const name = model.task === "feature-extraction" ? "embedding" : "scores";
  return {
    inputs: [{ name: "text", datatype: "BYTES", dims: ["batch"] }],
    outputs: [{ name, datatype: "FP32", dims: ["batch", widthOf(model)] }],
  };
}
