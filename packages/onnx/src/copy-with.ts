import type { Message } from "@bufbuild/protobuf";
import type { Graph, Model } from "./schema/messages.ts";

/**
 * A copy of a message with some fields changed. What is not changed is shared with the original. A spread would lose the
 * prototype, where the library keeps the zero values of absent fields.
 */
export function copyWith<Shape extends Message>(message: Shape, changes: Partial<Shape>): Shape {
  return Object.assign(Object.create(Object.getPrototypeOf(message)), message, changes);
}

/** A copy of the model with some lists of its graph changed. */
export function copyWithGraph(model: Model, change: (graph: Graph) => Partial<Graph>): Model {
  const { graph } = model;
  return graph === undefined ? model : copyWith(model, { graph: copyWith(graph, change(graph)) });
}
