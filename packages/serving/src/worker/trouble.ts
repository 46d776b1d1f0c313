import type { Ending } from "./bare-process.ts";

const BYTES_PER_MIB = 1_048_576;

/** Why a replica does not serve: `reason` for the deployment's owner, `detail` for the operator's log. */
export type Trouble = { readonly reason: string; readonly detail: string };

/** The words in which libraries say that memory is short. Their texts carry paths, so none is passed on. */
const MEMORY_IS_SHORT = /bad_alloc|allocat|out of memory|Cannot enlarge memory/i;
/** How Node and the C library stop when they get no memory. */
const MEMORY_SIGNALS: ReadonlySet<string> = new Set(["SIGABRT", "SIGTRAP"]);

const PUBLIC_WORDS_LENGTH_MAX = 300;
/** What the runtime says about a request stands behind this; before it stands where in its source it noticed. */
const STATUS_WORDS = "Status Message: ";
const LOOKS_LIKE_A_PATH = /[/\\]\S*[/\\]|\w:[/\\]|\.(?:cc|cpp|h|onnx)\b/;

export function isShortOfMemory(detail: string): boolean {
  return MEMORY_IS_SHORT.test(detail);
}

/** The runtime's words about an input, for its caller; null when they may tell about this machine. */
export function publicWordsOf(detail: string): string | null {
  const [, ...after] = detail.split(STATUS_WORDS);
  const words = after
    .join(STATUS_WORDS)
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  if (words === "" || LOOKS_LIKE_A_PATH.test(words)) return null;
  return words.length > PUBLIC_WORDS_LENGTH_MAX ? `${words.slice(0, PUBLIC_WORDS_LENGTH_MAX)}…` : words;
}

/** The runtime threw `detail` when it opened the model or computed its first batch. */
export function explainFailure(detail: string, memoryBytesMax: number): Trouble {
  const reason = isShortOfMemory(detail)
    ? `The model does not fit into ${mebibytes(memoryBytesMax)} of memory.`
    : "ONNX Runtime cannot run the model.";
  return { reason, detail };
}

/** The model answers with another width than its configuration promises. */
export function explainWidth(width: number, expected: number): Trouble {
  const reason = `The model gives ${width} numbers per input where its \`config.json\` says ${expected}.`;
  return { reason, detail: reason };
}

/** Why a process was ended that answered with something else than was asked of it. */
export const OUT_OF_STEP = "out of step";

/** The process ended without being asked to. */
export function explainEnding(
  { how, words }: Pick<Ending, "how" | "words">,
  wasReady: boolean,
  memoryBytesMax: number,
): Trouble {
  const detail = `${how} ${words}`.trim();
  if (words.startsWith(OUT_OF_STEP)) {
    return { reason: "The model answered with something else than its graph declares.", detail };
  }
  const when = wasReady ? "" : " before the model was ready";
  const hint = MEMORY_SIGNALS.has(how) ? ` ${mebibytes(memoryBytesMax)} of memory may be too little.` : "";
  return { reason: `The process ended${when} (${how}).${hint}`, detail };
}

function mebibytes(bytes: number): string {
  return `${Math.floor(bytes / BYTES_PER_MIB)} MiB`;
}
