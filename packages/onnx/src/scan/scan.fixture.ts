import { buildModel, operatorSet, valueInfo } from "../build-model.ts";
import { type ScanOptions, scanModel } from "../scan-model.ts";
import type { LocalFunction, Model, Node, Tensor } from "../schema/messages.ts";
import { writeModel } from "../write-model.ts";

export const X = valueInfo("x", [1]);
export const Y = valueInfo("y", [1]);

/** From `x` to `y`, both float32 of one element. */
export function modelOf(nodes: Node[], initializers: Tensor[] = [], functions: LocalFunction[] = []): Model {
  const opsetImport = [
    operatorSet("", 16n),
    ...functions.map(({ domain }) => operatorSet(domain, 1n)).slice(0, 1),
  ];
  return buildModel({ nodes, inputs: [X], outputs: [Y], initializers }, { functions, opsetImport });
}

/** `accepted`, or the code of the refusal. */
export function codeOf(model: Model, options?: ScanOptions): string {
  const scan = scanModel(writeModel(model), options);
  return scan.kind === "accepted" ? "accepted" : scan.refusal.code;
}
