import type { Model, ValueInfo } from "../schema/messages.ts";
import { elementCount } from "../tensor.ts";
import { graphsOf, nodesOf, opsetOf } from "./body.ts";
import { isDeterministic } from "./is-deterministic.ts";
import type { Weight } from "./weigh.ts";

/** What goes into a model or comes out of it. */
export type Port = {
  readonly name: string;
  /** One of `DATA_TYPE`; undefined when it is no tensor. */
  readonly dataType: number | undefined;
  /** A number, a name shared by equal dims, or null; undefined when any rank is taken. */
  readonly dims: readonly (number | string | null)[] | undefined;
};

export type ModelSummary = Weight & {
  readonly irVersion: number;
  /** Of the standard operators; undefined when it imports none. */
  readonly opset: number | undefined;
  readonly producer: string;
  /** Numbers held as weights. */
  readonly parameters: number;
  readonly operators: ReadonlyMap<string, number>;
  /** Without those that have a default in the file. */
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** False when the same input may give different outputs. */
  readonly isDeterministic: boolean;
};

export function describe(model: Model, weight: Weight): ModelSummary {
  const operators = new Map<string, number>();
  for (const { opType } of nodesOf(model)) operators.set(opType, (operators.get(opType) ?? 0) + 1);
  const initializers = [...graphsOf(model)].flatMap(({ graph }) => graph.initializer);
  const weights = new Set(initializers.map(({ name }) => name));
  return {
    ...weight,
    irVersion: Number(model.irVersion),
    opset: opsetOf(model),
    producer: model.producerName,
    parameters: initializers.reduce((total, { dims }) => total + elementCount(dims), 0),
    operators,
    inputs: (model.graph?.input ?? []).filter(({ name }) => !weights.has(name)).map(portOf),
    outputs: (model.graph?.output ?? []).map(portOf),
    isDeterministic: isDeterministic(model),
  };
}

function portOf({ name, type }: ValueInfo): Port {
  if (type?.value.case !== "tensorType") return { name, dataType: undefined, dims: undefined };
  const { elemType, shape } = type.value.value;
  const dims = shape?.dim.map(({ value }) => {
    if (value.case === "dimValue") return Number(value.value);
    return value.case === "dimParam" && value.value !== "" ? value.value : null;
  });
  return { name, dataType: elemType, dims };
}
