import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildModel, node, valueInfo, writeModel } from "@millrace/onnx";
import { EXECUTION_PROVIDERS, type ExecutionProvider } from "./execution-provider.ts";

const PROBE_PROGRAM = fileURLToPath(new URL("./probe-main.ts", import.meta.url));
/** A driver that hangs must not keep a node from starting. */
const PROBE_TIMEOUT_MS = 20_000;
const OUTPUT_BYTES_MAX = 65_536;

let detected: Promise<readonly ExecutionProvider[]> | null = null;

/**
 * What ONNX Runtime computes on here, the processor always and first. Another counts when the library has it and a small model
 * opens and runs on it: a build that could use a graphics card says nothing about there being one. Each is tried once, in a
 * process of its own, as drivers crash.
 */
export function detectProviders(): Promise<readonly ExecutionProvider[]> {
  detected ??= probeAll();
  return detected;
}

async function probeAll(): Promise<readonly ExecutionProvider[]> {
  const listed = await probe("list");
  const candidates = EXECUTION_PROVIDERS.filter((name) => name !== "cpu" && listed.includes(name));
  const works = await Promise.all(candidates.map(async (name) => (await probe(name)).includes(name)));
  return ["cpu", ...candidates.filter((_, index) => works[index])];
}

/** The words that the probe wrote; none when it failed in whatever way. */
async function probe(what: "list" | ExecutionProvider): Promise<string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "millrace-provider-"));
  const { promise, resolve } = Promise.withResolvers<string[]>();
  const settings = {
    cwd: folder,
    env: { ORT_DISABLE_TELEMETRY: "1", HOME: folder, TMPDIR: folder },
    timeout: PROBE_TIMEOUT_MS,
    killSignal: "SIGKILL",
    maxBuffer: OUTPUT_BYTES_MAX,
  } as const;
  execFile(process.execPath, [PROBE_PROGRAM, what, smallModel()], settings, (failure, output) =>
    resolve(failure === null ? output.split("\n") : []),
  );
  const words = await promise;
  await rm(folder, { recursive: true, force: true });
  return words;
}

/** `y = x + x`, in base64: every provider can compute it. */
function smallModel(): string {
  const model = buildModel({
    nodes: [node("Add", ["x", "x"], ["y"])],
    inputs: [valueInfo("x", [4])],
    outputs: [valueInfo("y", [4])],
  });
  return Buffer.from(writeModel(model)).toString("base64");
}
