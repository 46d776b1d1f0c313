import type { ScanLimits } from "../limits.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { Model } from "../schema/messages.ts";
import { graphsOf } from "./body.ts";

/** How much there is, as written. The depth is what later checks recurse to. */
export function checkCounts(model: Model, limits: ScanLimits): Refusal | undefined {
  let initializers = 0;
  let nodes = model.functions.reduce((total, { node }) => total + node.length, 0);
  for (const { graph, depth } of graphsOf(model)) {
    nodes += graph.node.length;
    initializers += graph.initializer.length + graph.sparseInitializer.length;
    if (depth > limits.graphDepthMax) {
      return refuse("onnx.too_deep", "The model has branches or loops nested too deeply.");
    }
  }
  if (nodes > limits.nodesMax) return tooManyNodes();
  return initializers > limits.initializersMax
    ? refuse("onnx.too_many_initializers", "The model has too many weight tensors.")
    : undefined;
}

export function tooManyNodes(): Refusal {
  return refuse("onnx.too_many_nodes", "The model has too many operators, counted through its functions.");
}
