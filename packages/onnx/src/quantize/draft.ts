import { create } from "@bufbuild/protobuf";
import { type ArrayView, rawTensor } from "../build-model.ts";
import { isStandard } from "../scan/body.ts";
import { readsOf } from "../scan/order-nodes.ts";
import type { Graph, Model, Node, Tensor } from "../schema/messages.ts";
import { AttributeSchema, NodeSchema } from "../schema/schema.ts";
import { ATTRIBUTE, DATA_TYPE } from "../tensor.ts";

/** Before it, weights had to stand among the inputs as well, and could not be replaced all the same. */
const IR_VERSION_WITH_DEFAULTS = 4n;

/** A graph being rewritten: what is constant in it, what was added, and which names are taken. */
export type Draft = {
  /** Weights that nobody can replace at run time, by name. */
  readonly constants: ReadonlyMap<string, Tensor>;
  readonly initializers: Tensor[];
  readonly names: Set<string>;
  /** Constants that a new one stands for. */
  readonly replaced: Set<string>;
};

export function openDraft(model: Model, graph: Graph): Draft {
  const hasDefaults = model.irVersion >= IR_VERSION_WITH_DEFAULTS;
  const replaceable = new Set(hasDefaults ? graph.input.map(({ name }) => name) : []);
  const constants = new Map<string, Tensor>();
  for (const tensor of graph.initializer) {
    if (!replaceable.has(tensor.name)) constants.set(tensor.name, tensor);
  }
  for (const { opType, domain, output, attribute } of graph.node) {
    const value = attribute[0]?.t;
    if (opType === "Constant" && isStandard(domain) && value) constants.set(output[0] ?? "", value);
  }
  return { constants, initializers: [], names: namesIn(graph), replaced: new Set() };
}

function namesIn(graph: Graph): Set<string> {
  const values = [...graph.input, ...graph.initializer, ...graph.valueInfo].map(({ name }) => name);
  return new Set([...values, ...graph.node.flatMap((node) => [node.name, ...node.output, ...readsOf(node)])]);
}

/** A name that nothing has yet. */
export function freshName(draft: Draft, wish: string): string {
  let name = wish;
  for (let attempt = 2; draft.names.has(name); attempt++) name = `${wish}_${attempt}`;
  draft.names.add(name);
  return name;
}

/** Adds a constant and gives its name. */
export function addConstant(
  draft: Draft,
  wish: string,
  { dims, dataType, data }: { dims: readonly number[]; dataType: number; data: ArrayView },
): string {
  const name = freshName(draft, wish);
  draft.initializers.push(rawTensor(name, dims, dataType, data));
  return name;
}

/** `label` is the start of the node's name. */
export function draftNode(
  draft: Draft,
  opType: string,
  { label, input, output }: { label: string; input: string[]; output: string[] },
): Node {
  const name = freshName(draft, `${label}_${opType}`);
  const toFloat = { name: "to", type: ATTRIBUTE.INT, i: BigInt(DATA_TYPE.FLOAT) };
  const attribute = opType === "Cast" ? [create(AttributeSchema, toFloat)] : [];
  return create(NodeSchema, { opType, name, input, output, attribute });
}

/** The lists of the new graph: without the constants that were replaced and that nothing else reads. */
export function closeDraft(
  draft: Draft,
  graph: Graph,
  nodes: readonly Node[],
): Pick<Graph, "node" | "initializer" | "input"> {
  const read = new Set([
    ...nodes.flatMap((node) => [...readsOf(node)]),
    ...graph.output.map(({ name }) => name),
  ]);
  const isGone = (name: string) => draft.replaced.has(name) && !read.has(name);
  return {
    node: nodes.filter(({ opType, output }) => opType !== "Constant" || !isGone(output[0] ?? "")),
    initializer: [...graph.initializer.filter(({ name }) => !isGone(name)), ...draft.initializers],
    input: graph.input.filter(({ name }) => !draft.constants.has(name)),
  };
}

export function irVersionOf(model: Model): bigint {
  return model.irVersion < IR_VERSION_WITH_DEFAULTS ? IR_VERSION_WITH_DEFAULTS : model.irVersion;
}
