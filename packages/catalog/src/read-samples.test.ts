import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readSamples } from "./read-samples.ts";

const CARD = `---
widget:
- text: "Where is the station?"
  example_title: A question
- source_sentence: 'It rains.'
  sentences:
  - It pours.
- src: https://example.test/cat.jpg
tags: [a]
---
# A model
`;

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-samples-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  return folder;
}

test("samples.json has the first word", async () => {
  const samples = JSON.stringify([{ text: "one", label: "en" }, { text: "two" }, { text: " " }]);
  expect(await readSamples(await folderWith({ "samples.json": samples, "README.md": CARD }))).toEqual([
    "one",
    "two",
  ]);
});

test("else the texts that the card shows in its widget are taken", async () => {
  const found = await readSamples(await folderWith({ "README.md": CARD }));
  expect(found.slice(0, 2)).toEqual(["Where is the station?", "It rains."]);
  expect(found.join()).not.toContain("example.test");
});

test.each<[string, Record<string, string>]>([
  ["nothing is there", {}],
  ["they are something else", { "samples.json": '{"text": "one"}' }],
  ["they are no JSON", { "samples.json": "[" }],
])("there are none when %s", async (_, files) => {
  expect(await readSamples(await folderWith(files))).toEqual([]);
});
