import { type Refusal, refuse, shown } from "../refusal.ts";
import type { Model } from "../schema/messages.ts";
import { type Body, bodyOfFunction, bodyOfGraph, graphsIn } from "./body.ts";
import { orderNodes } from "./order-nodes.ts";

/** Names that can be read in a body: its own, and those around it when it is a branch or a loop body. */
type Scope = { readonly own: ReadonlySet<string>; readonly outer: Scope | undefined };

/** Names are unique, every value that is read is made, and nothing waits for itself. */
export function checkWiring(model: Model): Refusal | undefined {
  const graphs = model.graph === undefined ? [] : [bodyOfGraph(model.graph)];
  return firstOf([...graphs, ...model.functions.map(bodyOfFunction)], (body) => checkBody(body, undefined));
}

/** Recurses at most `graphDepthMax` deep. */
function checkBody(body: Body, outer: Scope | undefined): Refusal | undefined {
  const weights = [...body.initializers, ...body.sparse].map(({ name }) => name);
  const made = body.nodes.flatMap(({ output }) => output.filter(Boolean));
  // A weight may also be an input: then it is the input's default.
  const given = [...new Set([...body.inputs, ...weights])];
  const labels = body.nodes.map(({ name }) => name).filter(Boolean);
  const twice = [[...given, ...made], body.inputs, weights, labels].map(repeatedIn).find(isName);
  if (twice !== undefined) {
    return refuse("onnx.duplicate_name", `The model uses a name twice: ${shown(twice)}.`);
  }
  const scope: Scope = { own: new Set([...given, ...made]), outer };
  const unmade =
    body.nodes.flatMap(({ input }) => input).find((name) => name !== "" && !isKnown(scope, name)) ??
    body.outputs.find((name) => !scope.own.has(name));
  if (unmade !== undefined) {
    return refuse("onnx.missing_value", `The model reads a value that nothing makes: ${shown(unmade)}.`);
  }
  if (orderNodes(body.nodes).length < body.nodes.length) {
    return refuse("onnx.cycle", "The model's graph runs in a circle.");
  }
  return firstOf(body.nodes.flatMap(graphsIn), (graph) => checkBody(bodyOfGraph(graph), scope));
}

function isKnown(scope: Scope, name: string): boolean {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    if (at.own.has(name)) return true;
  }
  return false;
}

function repeatedIn(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

function isName(found: string | undefined): boolean {
  return found !== undefined;
}

function firstOf<T>(parts: readonly T[], check: (part: T) => Refusal | undefined): Refusal | undefined {
  for (const part of parts) {
    const refusal = check(part);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
