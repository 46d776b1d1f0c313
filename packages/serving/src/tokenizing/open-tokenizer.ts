import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { Fault } from "@millrace/kernel";
import { type JsEncoding, Tokenizer } from "tokenizers";
import { PLAIN_CHARACTERS_MAX, readWordPieces } from "./word-pieces.ts";

/** Texts encoded at once: enough to use the library's threads, few enough that reading the ids stays short. */
const TEXTS_PER_CALL = 128;
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
  const encodeNow = await openOnTheSpot(json, tokenizer, frame);
  return {
    encode: async (texts, limit) => {
      const now = texts.length <= TEXTS_PER_CALL ? encodeNow(texts) : null;
      if (now !== null) return now.map((ids) => bound(ids, limit, frame.closing.length));
      const encoded: EncodedText[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
        const encodings = await tokenizer.encodeBatch(texts.slice(start, start + TEXTS_PER_CALL));
        for (const encoding of encodings) encoded.push(readText(encoding, limit, frame.closing.length));
      }
      return encoded;
    },
  };
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

/** All of the texts, or null when one of them is for the library. */
type EncodeNow = (texts: readonly string[]) => number[][] | null;

/** What is encoded here is believed only where the library agrees. */
async function openOnTheSpot(
  json: string,
  tokenizer: Tokenizer,
  { opening, closing }: Frame,
): Promise<EncodeNow> {
  const piecesOf = readWordPieces(json);
  if (piecesOf === null) return () => null;
  const encodeNow = (texts: readonly string[]) => {
    let characters = 0;
    const encoded: number[][] = [];
    for (const text of texts) {
      characters += text.length;
      const pieces = characters > PLAIN_CHARACTERS_MAX ? null : piecesOf(text);
      if (pieces === null) return null;
      encoded.push([...opening, ...pieces, ...closing]);
    }
    return encoded;
  };
  const theirs = (await tokenizer.encodeBatch(PROBES)).map((encoding) => encoding.getIds());
  return isDeepStrictEqual(encodeNow(PROBES), theirs) ? encodeNow : () => null;
}

function readText(encoding: JsEncoding, limit: TokenLimit, closing: number): EncodedText {
  const tokens = encoding.getLength();
  // Reading the ids of a text that is refused anyway would be a waste.
  if (tokens > limit.tokensMax && !limit.truncate) return { tokens, ids: null };
  return bound(encoding.getIds(), limit, closing);
}

function bound(ids: readonly number[], { tokensMax, truncate }: TokenLimit, closing: number): EncodedText {
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
