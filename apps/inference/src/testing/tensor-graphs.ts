import { buildModel, DATA_TYPE, int64Tensor, type Model, node, valueInfo } from "@millrace/onnx";
import type { Datatype } from "@millrace/serving";

const ONNX_TYPE: Record<Datatype, number> = {
  BOOL: DATA_TYPE.BOOL,
  UINT8: DATA_TYPE.UINT8,
  UINT16: DATA_TYPE.UINT16,
  UINT32: DATA_TYPE.UINT32,
  UINT64: DATA_TYPE.UINT64,
  INT8: DATA_TYPE.INT8,
  INT16: DATA_TYPE.INT16,
  INT32: DATA_TYPE.INT32,
  INT64: DATA_TYPE.INT64,
  FP16: DATA_TYPE.FLOAT16,
  FP32: DATA_TYPE.FLOAT,
  FP64: DATA_TYPE.DOUBLE,
  BYTES: DATA_TYPE.STRING,
};

/** `in_FP32` → `out_FP32`, and so for each of these datatypes: [n] → [n], unchanged. */
function identities(datatypes: readonly Datatype[]): Model {
  return buildModel({
    nodes: datatypes.map((datatype) => node("Identity", [`in_${datatype}`], [`out_${datatype}`])),
    inputs: datatypes.map((datatype) => valueInfo(`in_${datatype}`, ["n"], ONNX_TYPE[datatype])),
    outputs: datatypes.map((datatype) => valueInfo(`out_${datatype}`, ["n"], ONNX_TYPE[datatype])),
  });
}

/** `a`, `b` → `sum`, `difference`, all INT32 [n, 16]. */
function addAndSubtract(): Model {
  const rows = (name: string) => valueInfo(name, ["n", 16], DATA_TYPE.INT32);
  return buildModel({
    nodes: [node("Add", ["a", "b"], ["sum"]), node("Sub", ["a", "b"], ["difference"])],
    inputs: [rows("a"), rows("b")],
    outputs: [rows("sum"), rows("difference")],
  });
}

/** `index` INT64 [n] → `value` INT64 [n]: the tens, of which there are four. */
function lookUp(): Model {
  return buildModel({
    nodes: [node("Gather", ["tens", "index"], ["value"])],
    inputs: [valueInfo("index", ["n"], DATA_TYPE.INT64)],
    outputs: [valueInfo("value", ["n"], DATA_TYPE.INT64)],
    initializers: [int64Tensor("tens", [4], [0n, 10n, 20n, 30n])],
  });
}

/** `word` BYTES [1] → `same` BYTES [1]. */
function oneWord(): Model {
  return buildModel({
    nodes: [node("Identity", ["word"], ["same"])],
    inputs: [valueInfo("word", [1], DATA_TYPE.STRING)],
    outputs: [valueInfo("same", [1], DATA_TYPE.STRING)],
  });
}

/** `x` FP32 [n] → `twice` FP32 [n]. */
function double(): Model {
  return buildModel({
    nodes: [node("Add", ["x", "x"], ["twice"])],
    inputs: [valueInfo("x", ["n"], DATA_TYPE.FLOAT)],
    outputs: [valueInfo("twice", ["n"], DATA_TYPE.FLOAT)],
  });
}

/** Small graphs that give every part of the protocol something to do, by the name of their deployment. */
export function tensorGraphs(datatypes: readonly Datatype[]) {
  return {
    identities: identities(datatypes),
    "add-sub": addAndSubtract(),
    "look-up": lookUp(),
    "one-word": oneWord(),
    double: double(),
  };
}
