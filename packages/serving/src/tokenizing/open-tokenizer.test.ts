import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EMBED_FOLDER } from "../testing/specs.ts";
import { openTokenizer, truncateIds } from "./open-tokenizer.ts";

const UNLIMITED = { tokensMax: 1_000_000, truncate: false };

test("a text that is cut keeps its first tokens and its closing one", async () => {
  const tokenizer = await openTokenizer(path.join(EMBED_FOLDER, "tokenizer.json"));
  const text = "a small web server for a large library of games";
  const [whole] = await tokenizer.encode([text], UNLIMITED);
  const [cut] = await tokenizer.encode([text], { tokensMax: 6, truncate: true });
  const ids = [...(whole?.ids ?? [])];
  expect([...(cut?.ids ?? [])]).toEqual([...ids.slice(0, 5), ids.at(-1)]);
  expect(cut?.tokens).toBe(ids.length);
});

test("each text has its own ids, whoever encodes it and whatever stands beside it", async () => {
  const tokenizer = await openTokenizer(path.join(EMBED_FOLDER, "tokenizer.json"));
  const texts = ["A mill's wheel.", "ein Mühlrad", "water runs", "[SEP]", "crème brûlée", "x ".repeat(5_000)];
  const together = await tokenizer.encode(texts, UNLIMITED);
  for (const [index, text] of texts.entries()) {
    expect([together[index]], text).toEqual(await tokenizer.encode([text], UNLIMITED));
  }
  expect(new Set(together.map((one) => one.ids?.join())).size).toBe(texts.length);
});

test("a text beyond the limit is counted but not given", async () => {
  const tokenizer = await openTokenizer(path.join(EMBED_FOLDER, "tokenizer.json"));
  const [text] = await tokenizer.encode(["one two three"], { tokensMax: 3, truncate: false });
  expect(text?.ids).toBeNull();
  expect(text?.tokens).toBeGreaterThan(3);
});

test("the event loop turns while a large batch is tokenized", async () => {
  const tokenizer = await openTokenizer(path.join(EMBED_FOLDER, "tokenizer.json"));
  const texts = Array(2_048).fill("a small web server for a large library of games ".repeat(20));
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const encoded = await tokenizer.encode(texts, UNLIMITED);
  isOver = true;
  expect(encoded).toHaveLength(2_048);
  expect(turns).toBeGreaterThan(texts.length / 128);
});

test("cut ids are as many as allowed, and end as the text ends", () => {
  const ids = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(
      ids,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 2 }),
      (all, tokensMax, closing) => {
        fc.pre(tokensMax < all.length && closing < tokensMax);
        const cut = [...truncateIds(all, tokensMax, closing)];
        expect(cut).toHaveLength(tokensMax);
        expect(cut.slice(0, tokensMax - closing)).toEqual(all.slice(0, tokensMax - closing));
        expect(cut.slice(tokensMax - closing)).toEqual(all.slice(all.length - closing));
      },
    ),
  );
});

test("a file that is no tokenizer is refused without its path", async () => {
  const opened = openTokenizer(path.join(EMBED_FOLDER, "config.json"));
  await expect(opened).rejects.toMatchObject({ kind: "invalid", code: "serving.model_unreadable" });
  await expect(opened).rejects.toMatchObject({ message: expect.not.stringContaining(EMBED_FOLDER) });
});

test("a file that is not there is refused without its path", async () => {
  const opened = openTokenizer(path.join(EMBED_FOLDER, "missing.json"));
  await expect(opened).rejects.toMatchObject({ kind: "invalid", code: "serving.model_unreadable" });
});
