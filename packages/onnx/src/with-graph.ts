import { create } from "@bufbuild/protobuf";
import type { Graph, Model } from "./schema/messages.ts";
import { GraphSchema, ModelSchema } from "./schema/schema.ts";

type Lists = Pick<Graph, "node" | "initializer" | "input" | "valueInfo">;

/** A copy of the model whose graph has other lists. All that is not replaced is shared with the original, not copied. */
export function withGraph(model: Model, change: (graph: Graph) => Partial<Lists>): Model {
  if (model.graph === undefined) return model;
  const graph = create(GraphSchema, { ...model.graph, $typeName: undefined, ...change(model.graph) });
  graph.$unknown = model.graph.$unknown;
  const copy = create(ModelSchema, { ...model, $typeName: undefined, graph });
  copy.$unknown = model.$unknown;
  return copy;
}
