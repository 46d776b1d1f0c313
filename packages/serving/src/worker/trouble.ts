import type { Ending } from "./worker-process.ts";

const BYTES_PER_MIB = 1_048_576;

/** Why a replica does not serve: `reason` for the deployment's owner, `detail` for the operator's log. */
export type Trouble = { readonly reason: string; readonly detail: string };

/** The words in which libraries say that memory is short. Their texts carry paths, so none is passed on. */
const MEMORY_IS_SHORT = /bad_alloc|allocat|out of memory|Cannot enlarge memory/i;
/** How Node and the C library stop when they get no memory. */
const MEMORY_SIGNALS: ReadonlySet<string> = new Set(["SIGABRT", "SIGTRAP"]);

/** The runtime threw `detail` when it opened the model or computed its first batch. */
export function explainFailure(detail: string, memoryBytesMax: number): Trouble {
  const reason = MEMORY_IS_SHORT.test(detail)
    ? `The model does not fit into ${mebibytes(memoryBytesMax)} of memory.`
    : "ONNX Runtime cannot run the model.";
  return { reason, detail };
}

/** The model answers with another width than its configuration promises. */
export function explainWidth(width: number, expected: number): Trouble {
  const reason = `The model gives ${width} numbers per input where its \`config.json\` says ${expected}.`;
  return { reason, detail: reason };
}

/** The process ended without being asked to. */
export function explainEnding({ how, words }: Ending, wasReady: boolean, memoryBytesMax: number): Trouble {
  const when = wasReady ? "" : " before the model was ready";
  const hint = MEMORY_SIGNALS.has(how) ? ` ${mebibytes(memoryBytesMax)} of memory may be too little.` : "";
  return { reason: `The process ended${when} (${how}).${hint}`, detail: `${how} ${words}`.trim() };
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / BYTES_PER_MIB)} MiB`;
}
