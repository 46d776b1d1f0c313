import { lstat, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { Fault } from "@millrace/kernel";
import { SCAN_LIMITS, type ScanReport, scanModel } from "@millrace/onnx";

/**
 * Reads a graph as a stranger's, before ONNX Runtime sees it, and says what is in it.
 * Throws `invalid`: `serving.model_unreadable`, or `serving.model_refused` with the scan's sentence.
 */
export async function openGraph(onnxFile: string): Promise<ScanReport> {
  const found = await stat(onnxFile).catch(() => null);
  if (!found?.isFile()) throw refused("serving.model_unreadable", "The model has no ONNX file.");
  if (found.size > SCAN_LIMITS.bytesMax) {
    throw refused(
      "serving.model_refused",
      "The ONNX file is larger than 2 GiB; weights go into files beside it.",
    );
  }
  const scan = scanModel(await readFile(onnxFile));
  if (scan.kind === "refused") throw refused("serving.model_refused", scan.refusal.message);
  const folder = await realpath(path.dirname(onnxFile));
  for (const { location, bytesMin } of scan.report.externalFiles) {
    await checkExternal(path.join(folder, location), bytesMin);
  }
  return scan.report;
}

/** A link could stand for any file of this machine, and its bytes would come back as numbers. */
async function checkExternal(file: string, bytesMin: number): Promise<void> {
  const [found, real] = await Promise.all([lstat(file), realpath(file)]).catch(() => [null, null]);
  if (found === null || !found.isFile() || found.nlink !== 1 || real !== file) {
    throw refused(
      "serving.model_refused",
      "The model's external data must be a plain file beside it, without links.",
    );
  }
  if (found.size < bytesMin) {
    throw refused("serving.model_refused", "A file with the model's external data is shorter than it says.");
  }
}

function refused(code: string, message: string): Fault {
  return new Fault({ kind: "invalid", code, message });
}
