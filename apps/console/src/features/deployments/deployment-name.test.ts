import { expect, test } from "vitest";
import { deploymentNameSchema, suggestName } from "./deployment-name.ts";

test.each([
  ["millrace-embed", [], "embed"],
  ["millrace-embed", ["embed"], "embed-2"],
  ["millrace-embed", ["embed", "embed-2"], "embed-3"],
  ["BAAI_bge.small", [], "baai-bge-small"],
  ["3d", [], "d"],
  ["42", [], "model"],
])("a deployment of %s beside %j is called %s", (model, taken, name) => {
  expect(suggestName(model, taken)).toBe(name);
});

test("what is suggested is accepted", () => {
  for (const model of ["millrace-embed", "x".repeat(64), "42", "a.b_c"]) {
    const name = suggestName(model, [suggestName(model, [])]);
    expect(deploymentNameSchema.safeParse(name).success, name).toBe(true);
  }
});
