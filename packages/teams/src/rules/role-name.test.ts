import { expect, test } from "vitest";
import { isNameTaken } from "./role-name.ts";

test.each([
  ["Auditor", ["auditor"], true],
  ["Key  master", ["key master"], true],
  ["Ｋｅｙ master", ["Key master"], true],
  ["VIEWER", [], true],
  ["Auditors", ["Auditor"], false],
  ["%", ["Auditor"], false],
  ["审计员", ["管理员"], false],
] as const)("%j beside %j is taken: %s", (name, others, taken) => {
  expect(isNameTaken(name, others)).toBe(taken);
});
