import { type Refusal, refuse, shown } from "../refusal.ts";
import type { Model, OperatorSet } from "../schema/messages.ts";
import { isStandard } from "./body.ts";

type Range = readonly [min: number, max: number];

/** What onnxruntime-node 1.30 opens, tried out version by version; before opset 7 it guarantees nothing. */
const IR_VERSIONS: Range = [3, 13];
const OPSETS: ReadonlyMap<string, Range> = new Map([
  ["", [7, 26]],
  ["ai.onnx.ml", [1, 5]],
  ["com.microsoft", [1, 1]],
]);

/** The format and the operator sets are ones that ONNX Runtime speaks, and there is something to run. */
export function checkVersions(model: Model): Refusal | undefined {
  if (!isWithin(model.irVersion, IR_VERSIONS)) {
    return refuse(
      "onnx.ir_version",
      `The model's ONNX format version is not one of ${between(IR_VERSIONS)}.`,
    );
  }
  if (model.graph === undefined || model.graph.output.length === 0) {
    return refuse("onnx.no_graph", "The model file holds no graph with an output.");
  }
  if (model.trainingInfo.length > 0) {
    return refuse("onnx.training", "The model file holds training steps. Export it for inference.");
  }
  if (model.opsetImport.length === 0) {
    return refuse("onnx.opset_missing", "The model does not say which operator set it uses.");
  }
  const own = new Set(model.functions.map(({ domain }) => domain));
  const lists = [model.opsetImport, ...model.functions.map(({ opsetImport }) => opsetImport)];
  for (const list of lists) {
    const refusal = checkOperatorSets(list, own);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function checkOperatorSets(sets: readonly OperatorSet[], own: ReadonlySet<string>): Refusal | undefined {
  const seen = new Set<string>();
  for (const { domain, version } of sets) {
    const name = isStandard(domain) ? "" : domain;
    if (seen.has(name)) return refuse("onnx.opset_repeated", "The model names an operator set twice.");
    seen.add(name);
    const range = OPSETS.get(name);
    if (range !== undefined && !isWithin(version, range)) {
      const label = name === "" ? "ONNX" : name;
      return refuse("onnx.opset", `The model's ${label} operator set is not one of ${between(range)}.`);
    }
    if (range === undefined && !own.has(name) && !isHarmless(name)) {
      return refuse(
        "onnx.foreign_domain",
        `The model uses operators of ${shown(name)}, which are not offered.`,
      );
    }
  }
  return undefined;
}

/** Exporters declare more than they use; the operators themselves are checked one by one. */
const DECLARED_BY_HABIT = /^(ai\.onnx\.|com\.microsoft\.|org\.pytorch\.|pkg\.)/;

function isHarmless(domain: string): boolean {
  return DECLARED_BY_HABIT.test(domain);
}

function isWithin(version: bigint, [min, max]: Range): boolean {
  return version >= min && version <= max;
}

function between([min, max]: Range): string {
  return `${min} to ${max}`;
}
