import { buildModel, floatTensor, node, valueInfo } from "@millrace/onnx";
import { normalValues } from "./normal-values.ts";

/** Widths from the input to the output, ReLU between. */
export const MLP_WIDTHS = [64, 256, 256, 10] as const;
const SEED = 64_256;

/** `x` [batch, 64] → `y` [batch, 10], float32, with seeded random weights. */
export function buildMlp(): ReturnType<typeof buildModel> {
  const values = normalValues(SEED);
  const layers = MLP_WIDTHS.slice(1).map((width, index) => ({
    from: MLP_WIDTHS[index] ?? 0,
    to: width,
    index,
  }));
  const last = layers.length - 1;
  const outputOf = (index: number) => (index === last ? "y" : `active.${index}`);
  return buildModel({
    inputs: [valueInfo("x", ["batch", MLP_WIDTHS[0]])],
    outputs: [valueInfo("y", ["batch", MLP_WIDTHS[3]])],
    initializers: layers.flatMap(({ from, to, index }) => [
      floatTensor(`weight.${index}`, [from, to], values(from * to, 1 / Math.sqrt(from))),
      floatTensor(`bias.${index}`, [to], values(to, 1 / Math.sqrt(from))),
    ]),
    nodes: layers.flatMap(({ index }) => {
      const input = index === 0 ? "x" : outputOf(index - 1);
      const sum = index === last ? "y" : `sum.${index}`;
      const product = node("Gemm", [input, `weight.${index}`, `bias.${index}`], [sum]);
      return index === last ? [product] : [product, node("Relu", [sum], [outputOf(index)])];
    }),
  });
}
