import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SCAN_LIMITS, type ScanReport, scanModel } from "@millrace/onnx";
import { assertPlain } from "./find-model-files.ts";
import { unusable } from "./unusable.ts";

export type ScannedGraph = {
  report: ScanReport;
  /** Files that the graph keeps its weights in, relative to the model's folder. */
  weights: string[];
};

/**
 * Says what is in a graph, by looking and never by running it. What lies beside it is a plain file of its own: a second
 * name of some other file would be served as weights. Fault `invalid` `catalog.model_unusable`.
 */
export async function scanGraph(folder: string, graph: string): Promise<ScannedGraph> {
  const { size } = await assertPlain(folder, graph);
  if (size > SCAN_LIMITS.bytesMax) {
    throw unusable(folder, `${graph} is larger than 2 GiB; weights of such size go into a file beside it`);
  }
  const scan = scanModel(await readFile(join(folder, graph)));
  if (scan.kind === "refused") {
    throw unusable(folder, `its graph is refused: ${withoutFullStop(scan.refusal.message)}`);
  }
  const weights: string[] = [];
  for (const { location, bytesMin } of scan.report.externalFiles) {
    const path = dirname(graph) === "." ? location : `${dirname(graph)}/${location}`;
    const found = await assertPlain(folder, path);
    if (found.nlink !== 1) throw unusable(folder, `${path} is a hard link; copy the folder`);
    if (found.size < bytesMin) throw unusable(folder, `${path} is shorter than the graph says`);
    weights.push(path);
  }
  return { report: scan.report, weights };
}

function withoutFullStop(sentence: string): string {
  return sentence.replace(/\.$/, "");
}
