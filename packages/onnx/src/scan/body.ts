import type { Attribute, Graph, LocalFunction, Model, Node, Tensor } from "../schema/messages.ts";

/** Nodes with what goes in and out by name: the model's graph, a branch or loop body, or a local function. */
export type Body = {
  readonly nodes: readonly Node[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly initializers: readonly Tensor[];
  readonly sparse: readonly { readonly name: string; readonly dims: readonly number[] }[];
};

export function bodyOfGraph(graph: Graph): Body {
  return {
    nodes: graph.node,
    inputs: graph.input.map(({ name }) => name),
    outputs: graph.output.map(({ name }) => name),
    initializers: graph.initializer,
    sparse: graph.sparseInitializer.map(({ values, dims }) => ({
      name: values?.name ?? "",
      dims: dims.map(Number),
    })),
  };
}

export function bodyOfFunction({ node, input, output }: LocalFunction): Body {
  return { nodes: node, inputs: input, outputs: output, initializers: [], sparse: [] };
}

/** The branches and loop bodies of a node. */
export function graphsIn({ attribute }: Node): Graph[] {
  return attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
}

export function attributeOf(node: Node, name: string): Attribute | undefined {
  return node.attribute.find((attribute) => attribute.name === name);
}

/** ONNX has two names for its own operators. */
export function isStandard(domain: string): boolean {
  return domain === "" || domain === "ai.onnx";
}

/** The version of the standard operators that the model imports. */
export function opsetOf(model: Model): number | undefined {
  const standard = model.opsetImport.find(({ domain }) => isStandard(domain));
  return standard && Number(standard.version);
}

export type FunctionKey = string;

export function keyOf(domain: string, name: string, overload: string): FunctionKey {
  return [isStandard(domain) ? "" : domain, name, overload].join("\u0000");
}

export function functionsOf(model: Model): Map<FunctionKey, LocalFunction> {
  return new Map(model.functions.map((local) => [keyOf(local.domain, local.name, local.overload), local]));
}

/** Every graph of the model with its depth: 1 for the model's own, branches below it one deeper. */
export function* graphsOf(model: Model): Generator<{ graph: Graph; depth: number }> {
  const inFunctions = model.functions.flatMap(({ node }) => node.flatMap(graphsIn));
  let level = model.graph ? [model.graph, ...inFunctions] : inFunctions;
  for (let depth = 1; level.length > 0; depth++) {
    for (const graph of level) yield { graph, depth };
    level = level.flatMap(({ node }) => node.flatMap(graphsIn));
  }
}

/** Every node of the model, those of branches and local functions included. */
export function* nodesOf(model: Model): Generator<Node> {
  for (const { node } of model.functions) yield* node;
  for (const { graph } of graphsOf(model)) yield* graph.node;
}
