import { create } from "@bufbuild/protobuf";
import { node, valueInfo } from "../build-model.ts";
import type { Graph, Model } from "../schema/messages.ts";
import { EntrySchema } from "../schema/schema.ts";
import { DATA_TYPE, EXTERNAL } from "../tensor.ts";
import { below, damaged, pick, type Random, some } from "./chance.ts";

const OPERATORS = [
  ...[
    "Abs",
    "Add",
    "And",
    "ArgMax",
    "Cast",
    "Clip",
    "Concat",
    "ConstantOfShape",
    "Conv",
    "CumSum",
    "DepthToSpace",
  ],
  ...[
    "Div",
    "Dropout",
    "Einsum",
    "Equal",
    "Erf",
    "Exp",
    "Expand",
    "Flatten",
    "GRU",
    "Gather",
    "GatherND",
    "Gemm",
  ],
  ...[
    "Identity",
    "If",
    "LSTM",
    "LayerNormalization",
    "Log",
    "Loop",
    "MatMul",
    "MatMulInteger",
    "MaxPool",
    "Mod",
  ],
  ...[
    "NonZero",
    "OneHot",
    "Pad",
    "Pow",
    "Range",
    "ReduceMax",
    "ReduceMean",
    "ReduceSum",
    "Relu",
    "Reshape",
    "Resize",
  ],
  ...[
    "ScatterND",
    "Shape",
    "Size",
    "Slice",
    "Softmax",
    "SpaceToDepth",
    "Split",
    "Sqrt",
    "Squeeze",
    "Sub",
    "Tile",
  ],
  ...[
    "TopK",
    "Transpose",
    "Trilu",
    "Unsqueeze",
    "Where",
    "Nonsense",
    "DynamicQuantizeLinear",
    "RandomNormalLike",
  ],
];
const INTS = [-(2n ** 63n), -(2n ** 31n), -2n, -1n, 0n, 1n, 2n, 3n, 7n, 64n, 10_000n, 2n ** 31n, 2n ** 62n];
const FLOATS = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 0.5, 1e-30, 1e30];
const DIMS = [null, "n", "m", "", 0, 1, 2, 3, 5, 1_000, 2 ** 31, -1] as const;
const NAMES = ["", "nowhere", "x", "y", "w", "__proto__", "a/b", "../../secret"];
const LOCATIONS = [
  "/etc/passwd",
  "../model.onnx",
  "model.onnx",
  "weights.bin",
  "C:\\x",
  "/proc/self/environ",
];

type Change = (model: Model, random: Random) => void;

const inGraph =
  (change: (graph: Graph, random: Random) => void): Change =>
  (model, random) => {
    if (model.graph !== undefined) change(model.graph, random);
  };

/** One change each, in place. */
export const CHANGES: readonly Change[] = [
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      target.opType = pick(OPERATORS, random);
    });
  }),
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      target.input[below(target.input.length + 1, random)] = pick([...namesIn(graph), ...NAMES], random);
    });
  }),
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      target.output[0] = pick([...namesIn(graph), ...NAMES], random);
    });
  }),
  inGraph((graph, random) => {
    graph.node.splice(below(graph.node.length, random), 1);
  }),
  inGraph((graph, random) => {
    const [from, to] = [pick([...namesIn(graph), ""], random), `grown${graph.node.length}`];
    graph.node.push(node(pick(OPERATORS, random), [from, pick(namesIn(graph), random)], [to]));
    some(graph.output, random, (output) => {
      if (random() < 0.5) output.name = to;
    });
  }),
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      // Between the node and who reads it.
      const [old = ""] = target.output;
      target.output[0] = `${old}:inner`;
      graph.node.push(node(pick(OPERATORS, random), [`${old}:inner`], [old]));
    });
  }),
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      some(target.attribute, random, (attribute) => {
        attribute.i = pick(INTS, random);
        attribute.f = pick(FLOATS, random);
        if (attribute.ints.length > 0)
          attribute.ints[below(attribute.ints.length, random)] = pick(INTS, random);
        if (random() < 0.2) attribute.name = pick(["axis", "axes", "to", "perm", "body", ""], random);
      });
    });
  }),
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      target.attribute.splice(below(target.attribute.length, random), 1);
    });
  }),
  inGraph((graph, random) => {
    some(graph.initializer, random, (weight) => {
      weight.dims = Array.from({ length: below(4, random) }, () => pick(INTS, random));
    });
  }),
  inGraph((graph, random) => {
    some(graph.initializer, random, (weight) => {
      weight.dataType = pick(Object.values(DATA_TYPE), random);
    });
  }),
  inGraph((graph, random) => {
    some(graph.initializer, random, (weight) => {
      weight.rawData = damaged(weight.rawData, random);
    });
  }),
  inGraph((graph, random) => {
    some(graph.initializer, random, (weight) => {
      weight.dataLocation = EXTERNAL;
      weight.rawData = new Uint8Array();
      const entries = { location: pick(LOCATIONS, random), offset: String(pick(INTS, random)) };
      weight.externalData = Object.entries(entries).map(([key, value]) =>
        create(EntrySchema, { key, value }),
      );
    });
  }),
  inGraph((graph, random) => {
    const dims = Array.from({ length: below(5, random) }, () => pick(DIMS, random));
    const dataType = random() < 0.3 ? pick(Object.values(DATA_TYPE), random) : DATA_TYPE.FLOAT;
    const ports = random() < 0.6 ? graph.input : graph.output;
    const at = below(ports.length + 1, random);
    ports[at] = valueInfo(ports[at]?.name ?? pick(NAMES, random), dims, dataType);
  }),
  inGraph((graph, random) => {
    const name = pick([...namesIn(graph), ...NAMES], random);
    (random() < 0.5 ? graph.output : graph.input).push(valueInfo(name, ["n"]));
  }),
  (model, random) => {
    some(model.opsetImport, random, (imported) => {
      imported.version = pick([1n, 7n, 11n, 13n, 15n, 17n, 18n, 21n, 23n, 99n], random);
    });
  },
  inGraph((graph, random) => {
    some(graph.node, random, (target) => {
      target.domain = pick(["com.microsoft", "ai.onnx.ml", "ai.onnx", "evil"], random);
    });
  }),
];

/** What a node may read: everything that has a name in the graph. */
function namesIn(graph: Graph): string[] {
  const made = graph.node.flatMap(({ output }) => output);
  return [...graph.input, ...graph.initializer].map(({ name }) => name).concat(made, "x");
}
