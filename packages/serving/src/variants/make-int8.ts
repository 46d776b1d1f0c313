import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Fault } from "@millrace/kernel";
import { runBelow } from "../profiling/run-below.ts";
import { findConfinement } from "../worker/confine.ts";
import type { QuantizeAnswer, QuantizeOrder } from "./quantize-program.ts";

const PROGRAM = fileURLToPath(new URL("./quantize-program.ts", import.meta.url));
/** The result is one protobuf message, which holds 2 GiB. */
const GRAPH_BYTES_MAX = 1_536 * 1024 ** 2;
/** Decoding, the weights and the result: several times the graph. */
const MEMORY_BYTES_MAX = 8 * 1024 ** 3;
const TIMEOUT_MS = 600_000;
const ANSWER_BYTES_MAX = 1_048_576;
const READ_ONLY = 0o444;

export type Int8Order = {
  /** Absolute path of the graph as it was registered. */
  readonly onnxFile: string;
  /** Where the new graph goes, whole or not at all. */
  readonly target: string;
  /** An existing folder, on the disk of the target. */
  readonly workFolder: string;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Makes a graph's int8 variant (packages/onnx tells how) in a confined process of low priority, and says how large it is, or
 * why there is none. Fault `internal` `serving.int8_failed` when the process broke.
 */
export async function makeInt8(order: Int8Order): Promise<QuantizeAnswer> {
  const folder = await mkdtemp(path.join(order.workFolder, "int8-"));
  try {
    const written = path.join(folder, "model.onnx");
    const { onnxFile } = order;
    const answer = await quantize({ onnxFile, target: written, bytesMax: GRAPH_BYTES_MAX }, order.signal);
    if (answer.kind === "made") await moveDurably(written, order.target);
    return answer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function quantize(order: QuantizeOrder, signal: AbortSignal | undefined): Promise<QuantizeAnswer> {
  const command = [process.execPath, PROGRAM, JSON.stringify(order)] as const;
  const [file, ...parts] = findConfinement().confine([...command], MEMORY_BYTES_MAX);
  const folder = path.dirname(order.target);
  const run = promisify(execFile)(file, parts, {
    cwd: folder,
    env: { HOME: folder, TMPDIR: folder },
    timeout: TIMEOUT_MS,
    killSignal: "SIGKILL",
    maxBuffer: ANSWER_BYTES_MAX,
    ...(signal && { signal }),
  });
  runBelow(run.child.pid);
  const { stdout } = await run.catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw broken(cause);
  });
  return JSON.parse(stdout);
}

async function moveDurably(from: string, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await chmod(from, READ_ONLY);
  await sync(from);
  await rename(from, to);
  await sync(path.dirname(to));
}

async function sync(file: string): Promise<void> {
  const handle = await open(file, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function broken(cause: unknown): Fault {
  return new Fault({
    kind: "internal",
    code: "serving.int8_failed",
    message: "The int8 variant could not be made.",
    internal: String(Reflect.get(Object(cause), "stderr") ?? cause),
    cause,
  });
}
