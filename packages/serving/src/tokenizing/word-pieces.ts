import { z } from "zod";

/** A text beyond this is left to the library's threads: it would keep the event loop for more than 0.2 ms. */
export const PLAIN_CHARACTERS_MAX = 8_192;
/** Words whose pieces are remembered. V8 copies a slice up to 12 characters; a longer one keeps its whole text alive. */
const KNOWN_WORDS_MAX = 16_384;
const KNOWN_WORD_CHARACTERS_MAX = 12;

/** What BERT's normalizer and pre-tokenizer do to these is no more than lowering case and splitting. */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/;
const WORDS = /[^\t\n\r !-/:-@[-`{-~]+|[!-/:-@[-`{-~]/g;

const fileSchema = z.object({
  normalizer: z.object({
    type: z.literal("BertNormalizer"),
    clean_text: z.literal(true),
    lowercase: z.boolean(),
  }),
  pre_tokenizer: z.object({ type: z.literal("BertPreTokenizer") }),
  model: z.object({
    type: z.literal("WordPiece"),
    unk_token: z.string(),
    continuing_subword_prefix: z.string(),
    max_input_chars_per_word: z.int().positive(),
    // One by one they would be checked for longer than the file takes to parse.
    vocab: z.custom<Record<string, number>>((value) => typeof value === "object" && value !== null),
  }),
  added_tokens: z.array(z.object({ content: z.string().min(1) })),
});

type Vocabulary = {
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: number;
  readonly prefix: string;
  readonly wordCharactersMax: number;
};

/** Ids of a text without special tokens; null for one that is not plain, or too long to be encoded on the spot. */
export type WordPieces = (text: string) => number[] | null;

/**
 * Encodes plain English-like texts on the spot, where the file describes BERT's tokenizer: lower case, split at blanks
 * and punctuation, then the longest known piece first (Wu et al. 2016, arXiv:1609.08144). A hop to a thread and back
 * takes longer than that. Null for any other tokenizer.
 */
export function readWordPieces(tokenizerJson: string): WordPieces | null {
  // A vocabulary of another kind may be large, and need not be parsed to see that.
  if (!tokenizerJson.includes('"BertPreTokenizer"')) return null;
  const { data: file } = fileSchema.safeParse(JSON.parse(tokenizerJson));
  if (file === undefined) return null;
  const vocabulary = vocabularyOf(file.model);
  if (vocabulary === null) return null;
  const { lowercase } = file.normalizer;
  const added = file.added_tokens.map(({ content }) => content.toLowerCase());
  const piecesOf = remember((word) => splitWord(word, vocabulary));
  return (text) => {
    if (text.length > PLAIN_CHARACTERS_MAX || !PLAIN.test(text)) return null;
    const lower = text.toLowerCase();
    if (added.some((content) => lower.includes(content))) return null;
    const words = (lowercase ? lower : text).match(WORDS);
    return words === null ? [] : words.flatMap(piecesOf);
  };
}

function vocabularyOf(model: z.infer<typeof fileSchema>["model"]): Vocabulary | null {
  const ids = new Map(Object.entries(model.vocab));
  const unknown = ids.get(model.unk_token);
  if (unknown === undefined) return null;
  const { continuing_subword_prefix: prefix, max_input_chars_per_word: wordCharactersMax } = model;
  return { ids, unknown, prefix, wordCharactersMax };
}

/** The longest pieces from the front; a word with a part that is no piece is unknown as a whole. */
function splitWord(word: string, { ids, unknown, prefix, wordCharactersMax }: Vocabulary): number[] {
  if (word.length > wordCharactersMax) return [unknown];
  const pieces: number[] = [];
  for (let start = 0; start < word.length; ) {
    let end = word.length;
    let id: number | undefined;
    for (; end > start && id === undefined; end -= 1) {
      id = ids.get((start > 0 ? prefix : "") + word.slice(start, end));
    }
    if (id === undefined) return [unknown];
    pieces.push(id);
    start = end + 1;
  }
  return pieces;
}

function remember(split: (word: string) => number[]): (word: string) => number[] {
  const known = new Map<string, number[]>();
  return (word) => {
    const held = known.get(word);
    if (held !== undefined) return held;
    const pieces = split(word);
    if (word.length > KNOWN_WORD_CHARACTERS_MAX) return pieces;
    if (known.size >= KNOWN_WORDS_MAX) known.clear();
    known.set(word, pieces);
    return pieces;
  };
}
