import type { ScanLimits } from "../limits.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { LocalFunction, Model, Node } from "../schema/messages.ts";
import { type Body, bodyOfFunction, bodyOfGraph, functionsOf, graphsIn, isStandard, keyOf } from "./body.ts";
import { tooManyNodes } from "./check-counts.ts";
import { infer } from "./infer.ts";
import { countOf, type Known, knownOfShape, knownOfTensor, UNKNOWN } from "./known.ts";
import { orderNodes } from "./order-nodes.ts";

/** What one run of a body comes to. Numbers only grow, so beyond 2^53 they are large enough. */
export type Weight = {
  /** With every local function replaced by its nodes. */
  readonly nodes: number;
  /** Nodes times the trips of the loops around them. */
  readonly steps: number;
  /** Elements beyond those that went in, made by nodes whose output size is fixed in the file. */
  readonly madeElements: number;
  /** Local functions that call each other. */
  readonly callDepth: number;
};

const NOTHING: Weight = { nodes: 0, steps: 0, madeElements: 0, callDepth: 0 };

type Scope = { readonly known: Map<string, Known>; readonly outer: Scope | undefined };

type Weighing = {
  readonly limits: ScanLimits;
  readonly functions: ReadonlyMap<string, LocalFunction>;
  readonly weights: Map<LocalFunction, Weight>;
  /** Functions being weighed, outermost first. */
  readonly calls: LocalFunction[];
};

/**
 * How much the model makes ONNX Runtime do: nodes after inlining, steps with loops unrolled, and tensors that grow out
 * of constants. Recurses as deep as graphs and calls are nested, which the limits bound.
 */
export function weigh(model: Model, limits: ScanLimits): Weight | Refusal {
  if (model.graph === undefined) return NOTHING;
  const weighing = { limits, functions: functionsOf(model), weights: new Map(), calls: [] };
  for (const local of model.functions) {
    const weight = weighFunction(weighing, local);
    if ("code" in weight) return weight;
  }
  const weight = weighBody(weighing, bodyOfGraph(model.graph), undefined);
  if ("code" in weight) return weight;
  if (weight.nodes > limits.nodesMax) return tooManyNodes();
  if (weight.steps > limits.stepsMax) {
    return refuse("onnx.too_many_steps", "The model's loops take too many steps.");
  }
  if (!(weight.madeElements <= limits.madeElementsMax)) {
    return refuse("onnx.grows", "The model builds a tensor out of constants that is too large.");
  }
  return weight;
}

function weighBody(weighing: Weighing, body: Body, outer: Scope | undefined): Weight | Refusal {
  const scope: Scope = { known: new Map(), outer };
  const replaceable = new Set(body.inputs);
  let total = NOTHING;
  for (const tensor of body.initializers) {
    const { dims, numbers } = knownOfTensor(tensor);
    scope.known.set(tensor.name, { dims, numbers: replaceable.has(tensor.name) ? undefined : numbers });
  }
  for (const { name, dims } of body.sparse) {
    scope.known.set(name, knownOfShape(dims));
    total = { ...total, madeElements: total.madeElements + countOf({ dims }) };
  }
  for (const node of orderNodes(body.nodes)) {
    const weight = weighNode(weighing, node, scope);
    if ("code" in weight) return weight;
    total = sum(total, weight);
  }
  return total;
}

function weighNode(weighing: Weighing, node: Node, scope: Scope): Weight | Refusal {
  const local = weighing.functions.get(keyOf(node.domain, node.opType, node.overload));
  if (local !== undefined) return weighFunction(weighing, local);
  const inputs = node.input.map((name) => lookUp(scope, name));
  const trips = isStandard(node.domain) && node.opType === "Loop" ? inputs[0]?.numbers?.[0] : 1;
  if (trips === undefined || !(trips <= weighing.limits.tripCountMax)) {
    return refuse("onnx.unbounded_loop", "The model has a loop without a small, fixed number of trips.");
  }
  let inside = NOTHING;
  for (const graph of graphsIn(node)) {
    const weight = weighBody(weighing, bodyOfGraph(graph), scope);
    if ("code" in weight) return weight;
    inside = sum(inside, weight);
  }
  const output = infer(node, inputs);
  const [name = ""] = node.output;
  scope.known.set(name, output);
  return {
    nodes: 1 + inside.nodes,
    steps: 1 + inside.steps * Math.max(1, trips),
    madeElements: madeBy(node, inputs, output) + inside.madeElements * Math.max(1, trips),
    callDepth: inside.callDepth,
  };
}

/** Elements beyond those of the inputs, each input counted once: `Concat(x, x)` makes as many as `x` has. */
function madeBy(node: Node, inputs: readonly Known[], output: Known): number {
  const distinct = new Map(node.input.map((name, index) => [name, inputs[index] ?? UNKNOWN]));
  const given = [...distinct.values()].reduce((total, input) => total + countOf(input), 0);
  const made = node.opType === "Constant" && node.attribute.every(({ sparseTensor }) => !sparseTensor);
  return made ? 0 : Math.max(0, countOf(output) - given);
}

function weighFunction(weighing: Weighing, local: LocalFunction): Weight | Refusal {
  const known = weighing.weights.get(local);
  if (known !== undefined) return known;
  if (weighing.calls.includes(local)) {
    return refuse("onnx.recursive_function", "The model has a function that calls itself.");
  }
  const { callDepthMax } = weighing.limits;
  if (weighing.calls.length >= callDepthMax) return calledTooDeeply();
  weighing.calls.push(local);
  const body = weighBody(weighing, bodyOfFunction(local), undefined);
  weighing.calls.pop();
  if ("code" in body) return body;
  // Functions are weighed once, so what lies below one may have been counted before this call.
  if (body.callDepth >= callDepthMax) return calledTooDeeply();
  const weight = { ...body, callDepth: body.callDepth + 1 };
  weighing.weights.set(local, weight);
  return weight;
}

function calledTooDeeply(): Refusal {
  return refuse("onnx.too_deep", "The model has functions that call each other too deeply.");
}

function lookUp(scope: Scope, name: string): Known {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const known = at.known.get(name);
    if (known !== undefined) return known;
  }
  return UNKNOWN;
}

function sum(a: Weight, b: Weight): Weight {
  return {
    nodes: a.nodes + b.nodes,
    steps: a.steps + b.steps,
    madeElements: a.madeElements + b.madeElements,
    callDepth: Math.max(a.callDepth, b.callDepth),
  };
}
