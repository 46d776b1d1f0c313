import { join } from "node:path";
import { expect, test } from "vitest";
import { openModel } from "../open-model.ts";
import { encodeInputs } from "./encode-inputs.ts";
import { openTokenizer } from "./open-tokenizer.ts";

const FOLDER = join(import.meta.dirname, "../../../../models/millrace-embed");
const model = await openTextModel();
const tokenizer = await openTokenizer(model.tokenizerFile);
const options = { tokenizer, model, name: "embed", truncate: false };

async function openTextModel() {
  const opened = await openModel(FOLDER);
  if (opened.task === "tensor") throw new Error("a text model was asked for");
  return opened;
}
const megabytes = "word ".repeat(1_400_000);

test("a text of megabytes is refused before the tokenizer sees it", async () => {
  const startedMs = performance.now();
  const refusal = encodeInputs(["fine", megabytes], options);
  await expect(refusal).rejects.toMatchObject({ code: "serving.input_too_long", param: "input[1]" });
  expect(performance.now() - startedMs).toBeLessThan(500);
});

test("a text of megabytes is cut as a shorter one is", async () => {
  const [long, shorter] = await encodeInputs([megabytes, "word ".repeat(1_000)], {
    ...options,
    truncate: true,
  });
  expect(long).toEqual(shorter);
  expect(long).toHaveLength(model.tokensMax);
});

test("a cut in the middle of a character leaves none of it", async () => {
  const emoji = "\u{1f600}".repeat(model.tokensMax * 64);
  const [ids] = await encodeInputs([`a${emoji}`], { ...options, truncate: true });
  expect(ids?.length).toBeLessThanOrEqual(model.tokensMax);
});
