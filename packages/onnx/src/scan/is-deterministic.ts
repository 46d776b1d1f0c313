import type { Model, Node, Tensor } from "../schema/messages.ts";
import { EXTERNAL } from "../tensor.ts";
import { graphsOf, nodesOf } from "./body.ts";

/** They draw anew at each run, also with a seed: ONNX Runtime's generators go on from run to run. */
const RANDOM = new Set([
  ...["RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike"],
  ...["Multinomial", "Bernoulli"],
  // ONNX Runtime's own, for training and for generation by sampling.
  ...["BiasDropout", "BitmaskDropout", "BitmaskBiasDropout", "Sampling"],
]);

/** Of the inputs of Dropout, the one that turns it on (https://onnx.ai/onnx/operators/onnx__Dropout.html). */
const TRAINING_MODE = 2;

/**
 * False when the same input may give different outputs. A Dropout with a training mode counts as drawing, unless the
 * mode is a constant `false`.
 */
export function isDeterministic(model: Model): boolean {
  const nodes = [...nodesOf(model)];
  const draws = nodes.some((node) => RANDOM.has(node.opType));
  const modes = nodes.flatMap((node) => (node.opType === "Dropout" ? (node.input[TRAINING_MODE] ?? "") : ""));
  const given = new Set(modes.filter(Boolean));
  return !draws && (given.size === 0 || areOff(model, nodes, given));
}

/** Each of the names is a constant somewhere, and nowhere one that is not all zero. */
function areOff(model: Model, nodes: readonly Node[], names: ReadonlySet<string>): boolean {
  const initializers = [...graphsOf(model)].flatMap(({ graph }) => graph.initializer);
  const constants = initializers.map((tensor) => [tensor.name, tensor] as const);
  const madeInGraph = nodes
    .filter(({ opType }) => opType === "Constant")
    .map(({ output, attribute }) => [output[0] ?? "", attribute[0]?.t] as const);
  const found = [...constants, ...madeInGraph].filter(([name]) => names.has(name));
  const known = new Set(found.map(([name]) => name));
  return known.size === names.size && found.every(([, tensor]) => tensor !== undefined && isZero(tensor));
}

function isZero({ rawData, int32Data, dataLocation }: Tensor): boolean {
  const isNothing = (element: number) => element === 0;
  return dataLocation !== EXTERNAL && rawData.every(isNothing) && int32Data.every(isNothing);
}
