import { readFile } from "node:fs/promises";
import { setImmediate as endOfTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Fault } from "@millrace/kernel";
import { type JsEncoding, Tokenizer } from "tokenizers";
import { readWordPieces } from "./word-pieces.ts";

/** Texts encoded at once: enough to use the library's threads, few enough that reading the ids stays short. */
const TEXTS_PER_CALL = 128;
/** Encoded in one turn of the event loop: about 0.2 ms of work. */
const TURN_CHARACTERS_MAX = 8_192;
const PROBES = [
  "",
  " ",
  "a",
  "The mill's wheel (re-opened, 2026) turns; unbelievably_quiet.",
  "UPPER lower\tTab\n~0.5%",
];

export type EncodedText = {
  /** Tokens of the whole text, special tokens such as `[CLS]` included. */
  readonly tokens: number;
  /** Null when the text is longer than the limit and must not be cut. */
  readonly ids: Int32Array | null;
};

type TokenLimit = { readonly tokensMax: number; readonly truncate: boolean };

/** Turns text into token ids: plain short ones on the spot, others in the library's own threads, off the event loop. */
export type TextTokenizer = {
  /** A text that is cut keeps its beginning and its closing special tokens. */
  encode(texts: readonly string[], limit: TokenLimit): Promise<EncodedText[]>;
};

/** The special tokens around every text. */
type Frame = { readonly opening: readonly number[]; readonly closing: readonly number[] };

/** Reads a `tokenizer.json`; this blocks while it does. Throws `invalid` for a file that is none. */
export async function openTokenizer(file: string): Promise<TextTokenizer> {
  const json = await readFile(file, "utf8").catch(unreadable);
  const tokenizer = readTokenizer(json);
  // Limits and padding are ours, and a file may carry settings for both.
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  const frame = frameOf(await tokenizer.encode("a"));
  const encodePlain = await openPlainEncoder(json, tokenizer, frame);
  return {
    encode: async (texts, limit) => {
      const plain = await encodeInTurns(texts, encodePlain);
      const left = texts.filter((_, index) => plain[index] === null);
      const others = (await encodeInThreads(left, tokenizer)).values();
      return plain.map((ids) => boundIds(ids ?? others.next().value ?? [], limit, frame.closing.length));
    },
  };
}

/** Null for each text that is for the library. A long list lets others have their turn in between. */
async function encodeInTurns(texts: readonly string[], encode: EncodePlain): Promise<(number[] | null)[]> {
  const encoded: (number[] | null)[] = [];
  let characters = 0;
  for (const text of texts) {
    characters += text.length;
    if (characters > TURN_CHARACTERS_MAX) {
      await endOfTurn();
      characters = text.length;
    }
    encoded.push(encode(text));
  }
  return encoded;
}

async function encodeInThreads(texts: readonly string[], tokenizer: Tokenizer): Promise<number[][]> {
  const encoded: number[][] = [];
  for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
    const encodings = await tokenizer.encodeBatch(texts.slice(start, start + TEXTS_PER_CALL));
    for (const encoding of encodings) encoded.push(encoding.getIds());
  }
  return encoded;
}

function readTokenizer(json: string): Tokenizer {
  try {
    return Tokenizer.fromString(json);
  } catch (cause) {
    return unreadable(cause);
  }
}

function unreadable(cause: unknown): never {
  throw new Fault({
    kind: "invalid",
    code: "serving.model_unreadable",
    message: "The model's `tokenizer.json` cannot be read.",
    internal: String(cause),
    cause,
  });
}

function frameOf(encoding: JsEncoding): Frame {
  const mask = encoding.getSpecialTokensMask();
  const ids = encoding.getIds();
  return { opening: ids.slice(0, mask.indexOf(0)), closing: ids.slice(mask.lastIndexOf(0) + 1) };
}

/** Ids of a text, special tokens included; null when it is for the library. */
type EncodePlain = (text: string) => number[] | null;

/** What is encoded here is believed only where the library agrees. */
async function openPlainEncoder(
  json: string,
  tokenizer: Tokenizer,
  { opening, closing }: Frame,
): Promise<EncodePlain> {
  const piecesOf = readWordPieces(json);
  if (piecesOf === null) return () => null;
  const encodePlain = (text: string) => {
    const pieces = piecesOf(text);
    return pieces === null ? null : [...opening, ...pieces, ...closing];
  };
  const theirs = (await tokenizer.encodeBatch(PROBES)).map((encoding) => encoding.getIds());
  return isDeepStrictEqual(PROBES.map(encodePlain), theirs) ? encodePlain : () => null;
}

function boundIds(ids: readonly number[], { tokensMax, truncate }: TokenLimit, closing: number): EncodedText {
  const tokens = ids.length;
  if (tokens <= tokensMax) return { tokens, ids: Int32Array.from(ids) };
  return { tokens, ids: truncate ? truncateIds(ids, tokensMax, closing) : null };
}

/** The first ids and the `closing` last ones, `tokensMax` together. */
export function truncateIds(ids: readonly number[], tokensMax: number, closing: number): Int32Array {
  const beginning = Math.max(tokensMax - closing, 0);
  const end = Math.max(ids.length - closing, 0);
  return Int32Array.from([...ids.slice(0, beginning), ...ids.slice(end)].slice(0, tokensMax));
}
