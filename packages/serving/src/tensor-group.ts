import type { TensorSettings } from "./backends/backend.ts";
import { keyOfTensors } from "./caching/input-key.ts";
import { TENSOR_KEEPING } from "./caching/keep-tensors.ts";
import { inputRejected } from "./faults.ts";
import type { Freight, Load } from "./freight.ts";
import type { TensorModel } from "./model.ts";
import { type Computing, computingOn, type GroupParts, ReplicaGroup } from "./replica-group.ts";
import type { InferAnswer, InferRequest } from "./requests.ts";
import { checkTensors, REQUEST_BYTES_MAX } from "./tensors/check-tensors.ts";
import { type LoadMeasure, measureLoad, measureOf } from "./tensors/measure-load.ts";
import type { NamedTensor } from "./tensors/named-tensor.ts";
import { type TensorAnswer, type TensorRequest, tensorBatch } from "./worker/tensor-batch.ts";
import { isShortOfMemory, publicWordsOf } from "./worker/trouble.ts";
import { warmUpTensors } from "./worker/warm-up-tensors.ts";

/** Bounds the memory of the line. */
const WAITING_BYTES_MAX = 512 * 1024 * 1024;

type TensorLoad = Load & TensorRequest;

/** Replicas of any model, which read tensors and give tensors. */
export class TensorGroup extends ReplicaGroup<TensorLoad, TensorAnswer> {
  readonly model: TensorModel;
  readonly #measure: LoadMeasure;

  constructor(parts: GroupParts, model: TensorModel) {
    const measure = measureOf(model);
    super(parts, {
      freight: freightOf(model, measure),
      isDeterministic: model.isDeterministic,
      backend: tensorSettings(model, computingOn(parts)),
      graphFiles: [model.onnxFile, ...model.externalFiles],
      warmUp: warmUpTensors(model),
    });
    this.model = model;
    this.#measure = measure;
  }

  get ports(): TensorModel {
    return this.model;
  }

  async infer({ inputs, outputs, counted, ...call }: InferRequest): Promise<InferAnswer> {
    const { model } = this;
    const checked = checkTensors({ inputs, outputs }, model);
    const load = { ...checked, ...measureLoad(checked, this.#measure) };
    const { rows, timings, cache } = await this.compute(call, async () => {
      await counted?.(0);
      return [load];
    });
    const tensors = rows[0] ?? [];
    const named = checked.outputs.flatMap((port, index): NamedTensor[] => {
      const [name, tensor] = [model.outputs[port]?.name, tensors[index]];
      return name === undefined || tensor === undefined ? [] : [{ name, ...tensor }];
    });
    return { outputs: named, rows: load.rows, inputTokens: 0, cachedInputTokens: 0, cache, timings };
  }
}

function freightOf(model: TensorModel, { rowBytes }: LoadMeasure): Freight<TensorLoad, TensorAnswer> {
  return {
    pack: (loads) => tensorBatch(loads, model.outputs),
    keyOf: keyOfTensors,
    keeping: TENSOR_KEEPING,
    isPadded: false,
    batchTokensMax: Math.max(Math.floor(REQUEST_BYTES_MAX / rowBytes), 1),
    waitingTokensMax: Math.floor(WAITING_BYTES_MAX / rowBytes),
    labelOf: () => null,
    rejectionOf: (name, detail) =>
      isShortOfMemory(detail) ? null : inputRejected(name, publicWordsOf(detail), detail),
  };
}

/** What a process needs to know to open the model. */
export function tensorSettings(
  { onnxFile, inputs, outputs }: TensorModel,
  session: Computing,
): TensorSettings {
  const names = (ports: TensorModel["inputs"]) => ports.map(({ name }) => name);
  const ports = { inputs: names(inputs), outputs: names(outputs) };
  return { kind: "tensor", onnxFile, graph: "original", ...session, ...ports };
}
