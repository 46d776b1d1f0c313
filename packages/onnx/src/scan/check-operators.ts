import { type Refusal, refuse, shown } from "../refusal.ts";
import type { Attribute, Model, Node } from "../schema/messages.ts";
import { ATTRIBUTE } from "../tensor.ts";
import { functionsOf, graphsIn, isStandard, keyOf, nodesOf } from "./body.ts";

const DOMAINS = new Set(["", "ai.onnx", "ai.onnx.ml", "com.microsoft"]);

/** The only operators that may hold graphs: how often each runs one is bounded (`weigh.ts`). */
const WITH_GRAPHS = new Set(["If", "Loop", "Scan", "SequenceMap"]);

/** Operators that open files or run code that is not in the graph. */
const REACHING_OUT = new Set(["EPContext", "PythonOp", "PythonOpGrad", "ATen", "SnpeOp", "ExternalGraph"]);

/** Every operator is one of ONNX, of ONNX Runtime or of the model's own functions, and says what its attributes are. */
export function checkOperators(model: Model): Refusal | undefined {
  const functions = functionsOf(model);
  if (functions.size < model.functions.length) {
    return refuse("onnx.duplicate_name", "The model defines a function twice.");
  }
  for (const { attributeProto } of model.functions) {
    const refusal = checkAttributes(attributeProto);
    if (refusal !== undefined) return refusal;
    if (attributeProto.some(({ g, graphs }) => g !== undefined || graphs.length > 0)) return foreignGraph();
  }
  for (const node of nodesOf(model)) {
    const isOwn = functions.has(keyOf(node.domain, node.opType, node.overload));
    const refusal = checkOperator(node, isOwn) ?? checkAttributes(node.attribute);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkOperator(node: Node, isOwn: boolean): Refusal | undefined {
  if ((!isOwn && !DOMAINS.has(node.domain)) || REACHING_OUT.has(node.opType)) {
    const name = [node.domain, node.opType].filter(Boolean).join(".");
    return refuse(
      "onnx.foreign_operator",
      `The model uses the operator ${shown(name)}, which is not offered.`,
    );
  }
  const mayHoldGraphs = isStandard(node.domain) && WITH_GRAPHS.has(node.opType) && !isOwn;
  return mayHoldGraphs || graphsIn(node).length === 0 ? undefined : foreignGraph();
}

function foreignGraph(): Refusal {
  return refuse("onnx.foreign_graph", "The model has a graph inside an operator that cannot run one.");
}

/** Types by what is filled in; ONNX Runtime goes by the type alone. */
const FILLED: readonly [type: number, isFilled: (attribute: Attribute) => boolean][] = [
  [ATTRIBUTE.FLOAT, (attribute) => Object.hasOwn(attribute, "f")],
  [ATTRIBUTE.INT, (attribute) => Object.hasOwn(attribute, "i")],
  [ATTRIBUTE.STRING, (attribute) => Object.hasOwn(attribute, "s")],
  [ATTRIBUTE.TENSOR, ({ t }) => t !== undefined],
  [ATTRIBUTE.GRAPH, ({ g }) => g !== undefined],
  [ATTRIBUTE.FLOATS, ({ floats }) => floats.length > 0],
  [ATTRIBUTE.INTS, ({ ints }) => ints.length > 0],
  [ATTRIBUTE.STRINGS, ({ strings }) => strings.length > 0],
  [ATTRIBUTE.TENSORS, ({ tensors }) => tensors.length > 0],
  [ATTRIBUTE.GRAPHS, ({ graphs }) => graphs.length > 0],
  [ATTRIBUTE.SPARSE_TENSOR, ({ sparseTensor }) => sparseTensor !== undefined],
  [ATTRIBUTE.SPARSE_TENSORS, ({ sparseTensors }) => sparseTensors.length > 0],
  [ATTRIBUTE.TYPE_PROTO, ({ tp }) => tp !== undefined],
  [ATTRIBUTE.TYPE_PROTOS, ({ typeProtos }) => typeProtos.length > 0],
];

function checkAttributes(attributes: readonly Attribute[]): Refusal | undefined {
  const names = new Set(attributes.map(({ name }) => name));
  const isPlain = attributes.every((attribute) =>
    FILLED.every(([type, isFilled]) => type === attribute.type || !isFilled(attribute)),
  );
  return isPlain && names.size === attributes.length
    ? undefined
    : refuse("onnx.attribute", "The model has an attribute that is given twice or is not of its own type.");
}
