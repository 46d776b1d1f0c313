import { Fault } from "@millrace/kernel";
import { type JsEncoding, Tokenizer } from "tokenizers";

/** Texts encoded at once: enough to use the library's threads, few enough that reading the ids stays short. */
const TEXTS_PER_CALL = 128;

export type EncodedText = {
  /** Tokens of the whole text, special tokens such as `[CLS]` included. */
  readonly tokens: number;
  /** Null when the text is longer than the limit and must not be cut. */
  readonly ids: Int32Array | null;
};

type TokenLimit = { readonly tokensMax: number; readonly truncate: boolean };

/** Turns text into token ids in the library's own threads, off the event loop. */
export type TextTokenizer = {
  /** A text that is cut keeps its beginning and its closing special tokens. */
  encode(texts: readonly string[], limit: TokenLimit): Promise<EncodedText[]>;
};

/** Reads a `tokenizer.json`; this blocks while it does. Throws `invalid` for a file that is none. */
export async function openTokenizer(file: string): Promise<TextTokenizer> {
  const tokenizer = readTokenizer(file);
  // Limits and padding are ours, and a file may carry settings for both.
  tokenizer.disableTruncation();
  tokenizer.disablePadding();
  const closing = closingTokens(await tokenizer.encode("a"));
  return {
    encode: async (texts, limit) => {
      const encoded: EncodedText[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_PER_CALL) {
        const encodings = await tokenizer.encodeBatch(texts.slice(start, start + TEXTS_PER_CALL));
        for (const encoding of encodings) encoded.push(readText(encoding, limit, closing));
      }
      return encoded;
    },
  };
}

function readTokenizer(file: string): Tokenizer {
  try {
    return Tokenizer.fromFile(file);
  } catch (cause) {
    throw new Fault({
      kind: "invalid",
      code: "serving.model_unreadable",
      message: "The model's `tokenizer.json` cannot be read.",
      internal: String(cause),
      cause,
    });
  }
}

/** How many special tokens stand at the end of every text. */
function closingTokens(encoding: JsEncoding): number {
  const mask = encoding.getSpecialTokensMask();
  return mask.length - 1 - mask.lastIndexOf(0);
}

function readText(encoding: JsEncoding, limit: TokenLimit, closing: number): EncodedText {
  const tokens = encoding.getLength();
  if (tokens <= limit.tokensMax) return { tokens, ids: Int32Array.from(encoding.getIds()) };
  return { tokens, ids: limit.truncate ? truncateIds(encoding.getIds(), limit.tokensMax, closing) : null };
}

/** The first ids and the `closing` last ones, `tokensMax` together. */
export function truncateIds(ids: readonly number[], tokensMax: number, closing: number): Int32Array {
  const beginning = Math.max(tokensMax - closing, 0);
  const end = Math.max(ids.length - closing, 0);
  return Int32Array.from([...ids.slice(0, beginning), ...ids.slice(end)].slice(0, tokensMax));
}
