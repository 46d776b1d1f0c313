import { readFile } from "node:fs/promises";
import path from "node:path";
import fc from "fast-check";
import { Tokenizer } from "tokenizers";
import { expect, test } from "vitest";
import { EMBED_FOLDER } from "../testing/specs.ts";
import { PLAIN_CHARACTERS_MAX, readWordPieces } from "./word-pieces.ts";

const json = await readFile(path.join(EMBED_FOLDER, "tokenizer.json"), "utf8");
const encodePlain = readWordPieces(json);
const library = Tokenizer.fromString(json);
library.disableTruncation();

/** The same tokenizer with other settings, read by both. */
function changed(change: (file: Record<string, Record<string, unknown>>) => void) {
  const file = JSON.parse(json);
  change(file);
  const text = JSON.stringify(file);
  return { encodePlain: readWordPieces(text), library: Tokenizer.fromString(text) };
}

async function idsOf(tokenizer: Tokenizer, text: string): Promise<number[]> {
  return (await tokenizer.encode(text, null, { addSpecialTokens: false })).getIds();
}

const blank = fc.constantFrom(" ", "  ", "\t", "\n", "\r\n");
const word = fc.oneof(
  fc.constantFrom(
    "the",
    "Mill",
    "unaffable",
    "it's",
    "re-opened",
    "3.14",
    "http://a.b/c?d=e",
    "x".repeat(101),
  ),
  fc.stringMatching(/^[!-~]{1,12}$/),
  fc.stringMatching(/^[a-z]{1,20}$/),
);
const plainText = fc.array(fc.oneof(word, blank), { maxLength: 40 }).map((parts) => parts.join(""));

test("a plain text has the ids that the library gives it", async () => {
  const hasAdded = (text: string) => /\[(pad|unk|cls|sep|mask)\]/i.test(text);
  await fc.assert(
    fc.asyncProperty(plainText, async (text) => {
      fc.pre(!hasAdded(text));
      expect(encodePlain?.(text)).toEqual(await idsOf(library, text));
    }),
    { numRuns: 2_000 },
  );
});

test("a word that was cut before is cut the same again", () => {
  const text = "unaffable millwheels";
  expect(encodePlain?.(text)).toEqual(encodePlain?.(text));
});

test("case is kept where the file keeps it", async () => {
  const cased = changed(({ normalizer }) => Object.assign(normalizer ?? {}, { lowercase: false }));
  const text = "The mill TURNS";
  expect(cased.encodePlain?.(text)).toEqual(await idsOf(cased.library, text));
  expect(cased.encodePlain?.(text)).not.toEqual(encodePlain?.(text));
});

test.each([
  ["letters beyond ASCII", "café"],
  ["control characters", "a\u0000b"],
  ["a special token in the text", "before [SEP] after"],
  ["a special token in another case", "before [sep] after"],
  ["more characters than are worth it", "a".repeat(PLAIN_CHARACTERS_MAX + 1)],
])("%s are for the library", (_what, text) => {
  expect(encodePlain?.(text)).toBeNull();
});

test.each([
  ["normalizer", { type: "Lowercase" }],
  ["pre_tokenizer", { type: "Whitespace" }],
  ["model", { type: "Unigram" }],
  ["model", { unk_token: "not in the vocabulary" }],
])("a file with another %s is for the library", (part, settings) => {
  const file = JSON.parse(json);
  Object.assign(file[part], settings);
  expect(readWordPieces(JSON.stringify(file))).toBeNull();
});
