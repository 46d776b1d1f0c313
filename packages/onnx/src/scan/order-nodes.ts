import type { Node } from "../schema/messages.ts";
import { bodyOfGraph, graphsIn } from "./body.ts";

/** What a node and the graphs inside it read from around them. Recurses as deep as graphs are nested. */
export function readsOf(node: Node): Set<string> {
  const reads = new Set(node.input.filter(Boolean));
  for (const graph of graphsIn(node)) {
    const { nodes, inputs, initializers, sparse } = bodyOfGraph(graph);
    const made = new Set([
      ...inputs,
      ...[...initializers, ...sparse].map(({ name }) => name),
      ...nodes.flatMap(({ output }) => output),
    ]);
    for (const inner of nodes) {
      for (const name of readsOf(inner)) if (!made.has(name)) reads.add(name);
    }
  }
  return reads;
}

/** The nodes in an order in which each can run (Kahn, 1962); those that wait for themselves are left out. */
export function orderNodes(nodes: readonly Node[]): Node[] {
  const makers = new Map(nodes.flatMap(({ output }, index) => output.map((name) => [name, index] as const)));
  const after: number[][] = nodes.map(() => []);
  const waiting = new Uint32Array(nodes.length);
  for (const [index, node] of nodes.entries()) {
    for (const name of readsOf(node)) {
      const maker = makers.get(name);
      if (maker === undefined) continue;
      after[maker]?.push(index);
      waiting[index] = (waiting[index] ?? 0) + 1;
    }
  }
  const ready = [...waiting.keys()].filter((index) => waiting[index] === 0);
  for (let index = 0; index < ready.length; index++) {
    for (const next of after[ready[index] ?? 0] ?? []) {
      waiting[next] = (waiting[next] ?? 0) - 1;
      if (waiting[next] === 0) ready.push(next);
    }
  }
  return ready.flatMap((index) => nodes[index] ?? []);
}
