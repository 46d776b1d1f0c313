import {
  buildGraph,
  buildModel,
  DATA_TYPE,
  floatTensor,
  int64Tensor,
  node,
  rawTensor,
  valueInfo,
  writeModel,
} from "@millrace/onnx";

type Graph = Parameters<typeof buildModel>[0];

const ramp = (count: number) => Array.from({ length: count }, (_, index) => ((index * 7) % 13) / 13 - 0.5);

const perceptron: Graph = {
  nodes: [
    node("Gemm", ["x", "w", "b"], ["h"], { transB: 1n }),
    node("Relu", ["h"], ["r"]),
    node("MatMul", ["r", "v"], ["z"]),
    node("Softmax", ["z"], ["y"], { axis: -1n }),
  ],
  inputs: [valueInfo("x", ["n", 4])],
  outputs: [valueInfo("y", ["n", 3])],
  initializers: [
    floatTensor("w", [5, 4], ramp(20)),
    floatTensor("b", [5], ramp(5)),
    floatTensor("v", [5, 3], ramp(15)),
  ],
};

const lookup: Graph = {
  nodes: [
    node("Gather", ["table", "x"], ["rows"], { axis: 0n }),
    node("ReduceMean", ["rows"], ["mean"], { axes: [1n], keepdims: 0n }),
    node("Mul", ["mean", "scale"], ["y"]),
  ],
  inputs: [valueInfo("x", ["n", "length"], DATA_TYPE.INT64)],
  outputs: [valueInfo("y", ["n", 4])],
  initializers: [floatTensor("table", [8, 4], ramp(32)), floatTensor("scale", [4], ramp(4))],
};

/** Sizes that are computed from the input. */
const shapes: Graph = {
  nodes: [
    node("Shape", ["x"], ["dims"]),
    node("Concat", ["dims", "two"], ["more"], { axis: 0n }),
    node("Unsqueeze", ["x", "minusOne"], ["deep"]),
    node("Expand", ["deep", "more"], ["wide"]),
    node("Reshape", ["wide", "flat"], ["line"]),
    node("Slice", ["line", "zero", "minusOne"], ["y"]),
  ],
  inputs: [valueInfo("x", ["n", 3])],
  outputs: [valueInfo("y", ["m"])],
  initializers: [
    int64Tensor("two", [1], [2n]),
    int64Tensor("minusOne", [1], [-1n]),
    int64Tensor("flat", [1], [-1n]),
    int64Tensor("zero", [1], [0n]),
  ],
};

const branches: Graph = {
  nodes: [
    node("ReduceSum", ["x"], ["sum"], { keepdims: 0n }),
    node("Greater", ["sum", "zero"], ["isMore"]),
    node("If", ["isMore"], ["y"], {
      then_branch: buildGraph({
        nodes: [node("Add", ["x", "x"], ["t"])],
        outputs: [valueInfo("t", ["n", 2])],
      }),
      else_branch: buildGraph({ nodes: [node("Neg", ["x"], ["e"])], outputs: [valueInfo("e", ["n", 2])] }),
    }),
  ],
  inputs: [valueInfo("x", ["n", 2])],
  outputs: [valueInfo("y", ["n", 2])],
  initializers: [floatTensor("zero", [], [0])],
};

const loop: Graph = {
  nodes: [
    node("Loop", ["trips", "go", "x"], ["y"], {
      body: buildGraph({
        nodes: [node("Add", ["before", "before"], ["after"]), node("Identity", ["going"], ["goOn"])],
        inputs: [
          valueInfo("trip", [], DATA_TYPE.INT64),
          valueInfo("going", [], DATA_TYPE.BOOL),
          valueInfo("before", ["n", 2]),
        ],
        outputs: [valueInfo("goOn", [], DATA_TYPE.BOOL), valueInfo("after", ["n", 2])],
      }),
    }),
  ],
  inputs: [valueInfo("x", ["n", 2])],
  outputs: [valueInfo("y", ["n", 2])],
  initializers: [int64Tensor("trips", [], [3n]), rawTensor("go", [], DATA_TYPE.BOOL, Uint8Array.of(1))],
};

const picture: Graph = {
  nodes: [
    node("Conv", ["x", "kernel"], ["c"], { pads: [1n, 1n, 1n, 1n], strides: [1n, 1n] }),
    node("MaxPool", ["c"], ["p"], { kernel_shape: [2n, 2n], strides: [2n, 2n] }),
    node("Resize", ["p", "", "scales"], ["big"], { mode: "nearest" }),
    node("Flatten", ["big"], ["y"], { axis: 1n }),
  ],
  inputs: [valueInfo("x", ["n", 1, 6, 6])],
  outputs: [valueInfo("y", ["n", "features"])],
  initializers: [floatTensor("kernel", [2, 1, 3, 3], ramp(18)), floatTensor("scales", [4], [1, 1, 2, 2])],
};

const search: Graph = {
  nodes: [
    node("TopK", ["x", "k"], ["values", "places"], { axis: -1n }),
    node("OneHot", ["places", "depth", "onOff"], ["hot"], { axis: -1n }),
    node("Cast", ["hot"], ["y"], { to: 1n }),
    node("NonZero", ["x"], ["z"]),
  ],
  inputs: [valueInfo("x", ["n", 4])],
  outputs: [valueInfo("y", ["n", 2, 4]), valueInfo("z", [2, "found"], DATA_TYPE.INT64)],
  initializers: [
    int64Tensor("k", [1], [2n]),
    int64Tensor("depth", [], [4n]),
    int64Tensor("onOff", [2], [0n, 1n]),
  ],
};

const quantized: Graph = {
  nodes: [
    node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
    node("MatMulInteger", ["q", "w", "zero"], ["p"]),
    node("Cast", ["p"], ["f"], { to: 1n }),
    node("Mul", ["f", "scale"], ["y"]),
  ],
  inputs: [valueInfo("x", ["n", 4])],
  outputs: [valueInfo("y", ["n", 2])],
  initializers: [rawTensor("w", [4, 2], DATA_TYPE.INT8, Int8Array.from([1, -2, 3, -4, 5, -6, 7, -8]))],
};

const memory: Graph = {
  nodes: [
    node("LSTM", ["x", "w", "r"], ["all", "last"], { hidden_size: 2n }),
    node("Squeeze", ["last", "first"], ["y"]),
  ],
  inputs: [valueInfo("x", ["steps", "n", 3])],
  outputs: [valueInfo("y", ["n", 2])],
  initializers: [
    floatTensor("w", [1, 8, 3], ramp(24)),
    floatTensor("r", [1, 8, 2], ramp(16)),
    int64Tensor("first", [1], [0n]),
  ],
};

const texts: Graph = {
  nodes: [node("Identity", ["x"], ["same"]), node("Shape", ["x"], ["y"])],
  inputs: [valueInfo("x", ["n"], DATA_TYPE.STRING)],
  outputs: [valueInfo("y", [1], DATA_TYPE.INT64), valueInfo("same", ["n"], DATA_TYPE.STRING)],
};

/** One small model of each kind, for what is to hold for any. */
export const SMALL_MODELS: readonly (readonly [name: string, bytes: Uint8Array])[] = Object.entries({
  perceptron,
  lookup,
  shapes,
  branches,
  loop,
  picture,
  search,
  quantized,
  memory,
  texts,
}).map(([name, graph]) => [name, writeModel(buildModel(graph))]);
