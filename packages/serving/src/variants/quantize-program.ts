import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  attachWeights,
  quantizeDynamic,
  readModel,
  type ScanReport,
  scanModel,
  writeModel,
} from "@millrace/onnx";

/** What `makeInt8` tells the program, and what that answers on its output. */
export type QuantizeOrder = { readonly onnxFile: string; readonly target: string; readonly bytesMax: number };
export type QuantizeAnswer =
  | { readonly kind: "made"; readonly sizeBytes: number; readonly replaced: number; readonly skipped: number }
  | { readonly kind: "unsuitable"; readonly reason: string };

/** All that the decoded graph, its weights and the written file take together stays within a few times the graph. */
function quantize({ onnxFile, target, bytesMax }: QuantizeOrder): QuantizeAnswer {
  const bytes = readFileSync(onnxFile);
  const scan = scanModel(bytes);
  if (scan.kind === "refused") return unsuitable(scan.refusal.message);
  const folder = path.dirname(onnxFile);
  const sizes = scan.report.externalFiles.map(({ location }) => statSync(path.join(folder, location)).size);
  if (sizes.reduce((total, size) => total + size, bytes.length) > bytesMax) {
    return unsuitable(
      `With its weights it is larger than ${bytesMax / 2 ** 20} MiB, the most that is quantized.`,
    );
  }
  const whole = attachWeights(readModel(bytes), readWeights(folder, scan.report));
  const { model, replaced, skipped } = quantizeDynamic(whole);
  if (replaced === 0) {
    return unsuitable("It has no products with constant weights, and those are what int8 makes faster.");
  }
  const written = writeModel(model);
  writeFileSync(target, written, { flag: "wx" });
  return { kind: "made", sizeBytes: written.length, replaced, skipped: skipped.length };
}

function readWeights(folder: string, { externalFiles }: ScanReport): Map<string, Uint8Array> {
  return new Map(externalFiles.map(({ location }) => [location, readFileSync(path.join(folder, location))]));
}

function unsuitable(reason: string): QuantizeAnswer {
  return { kind: "unsuitable", reason };
}

// Only `makeInt8` starts this program, and it wrote the order.
process.stdout.write(JSON.stringify(quantize(JSON.parse(process.argv[2] ?? ""))));
