import { copyWith, copyWithGraph } from "./copy-with.ts";
import { closeDraft, irVersionOf, openDraft } from "./quantize/draft.ts";
import { type Skipped, skip } from "./quantize/matrix.ts";
import { replaceEmbedding } from "./quantize/replace-embedding.ts";
import { replaceProduct, type Shared } from "./quantize/replace-product.ts";
import { graphsIn, isStandard, opsetOf } from "./scan/body.ts";
import type { Model, Node } from "./schema/messages.ts";

/** DynamicQuantizeLinear came with it (https://onnx.ai/onnx/operators/onnx__DynamicQuantizeLinear.html). */
const OPSET_MIN = 11;

export type QuantizeOptions = {
  /** Tables that rows are picked from. Default: kept. */
  readonly embeddings?: "keep" | "quantize";
  /** Nodes to leave alone, by name or by the name of their first output. */
  readonly exclude?: readonly string[];
  /**
   * 7 is exact on every processor and the default. 8 halves the rounding error, but processors with AVX2 and without VNNI
   * add pairs of products in 16 bits, which 8-bit weights can saturate.
   */
  readonly weightBits?: 7 | 8;
};

export type Quantized = {
  readonly model: Model;
  /** Nodes that were replaced. */
  readonly replaced: number;
  /** Products (and tables, when asked for) that were not, and why. */
  readonly skipped: readonly Skipped[];
};

/**
 * The model with its constant matrices as int8: every MatMul and Gemm with a float32 weight computes in integers, with a
 * scale per output column and a scale per tensor for what flows in. Names and shapes of inputs and outputs stay.
 * The given model is not changed.
 */
export function quantizeDynamic(model: Model, options: QuantizeOptions = {}): Quantized {
  const { graph } = model;
  if (graph === undefined) return { model, replaced: 0, skipped: [] };
  const draft = openDraft(model, graph);
  const shared: Shared = {
    draft,
    weightBits: options.weightBits ?? 7,
    activations: new Map(),
    weights: new Map(),
  };
  const skipped: Skipped[] = [];
  let replaced = 0;
  const nodes = graph.node.flatMap((node) => {
    const replacement = replace(node);
    if (replacement === undefined) return [node];
    if ("reason" in replacement) {
      skipped.push(replacement);
      return [node];
    }
    replaced += 1;
    return replacement;
  });
  for (const inner of graph.node.flatMap(innerNodes)) {
    if (isCandidate(inner)) skipped.push(skip(inner, "it is inside a branch or a loop"));
  }
  if (replaced === 0) return { model, replaced, skipped };
  const rewritten = copyWithGraph(model, () => closeDraft(draft, graph, nodes));
  return { model: copyWith(rewritten, { irVersion: irVersionOf(model) }), replaced, skipped };

  function replace(node: Node): Node[] | Skipped | undefined {
    if (!isCandidate(node)) return undefined;
    if ((opsetOf(model) ?? 0) < OPSET_MIN)
      return skip(node, `the model's operator set is older than ${OPSET_MIN}`);
    const names = [node.name, node.output[0] ?? ""];
    if (options.exclude?.some((name) => names.includes(name))) return skip(node, "it is excluded");
    return node.opType === "Gather" ? replaceEmbedding(shared, node) : replaceProduct(shared, node);
  }

  function isCandidate({ opType, domain }: Node): boolean {
    if (!isStandard(domain)) return false;
    return (
      opType === "MatMul" || opType === "Gemm" || (opType === "Gather" && options.embeddings === "quantize")
    );
  }
}

function innerNodes(node: Node): Node[] {
  return graphsIn(node).flatMap(({ node: nodes }) => nodes.flatMap((inner) => [inner, ...innerNodes(inner)]));
}
