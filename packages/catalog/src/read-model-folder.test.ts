import { join } from "node:path";
import { expect, test } from "vitest";
import { readModelFolder } from "./read-model-folder.ts";

const MODELS = join(import.meta.dirname, "../../../models");

test.each([
  ["millrace-embed", { task: "feature-extraction", version: { dimensions: 384, labels: [] } }],
  ["millrace-langid", { task: "text-classification", version: { dimensions: null } }],
])("the built-in %s can be registered, with everything that the catalogue shows", async (name, expected) => {
  const model = await readModelFolder(join(MODELS, name));
  expect(model).toMatchObject({ name, license: "apache-2.0", ...expected });
  expect(model.summary).not.toBe("");
  expect(model.version.parameterCount).toBeGreaterThan(1_000_000);
  expect(model.version.tokensMax).toBeGreaterThanOrEqual(128);
});
