import { newId } from "@millrace/kernel";
import { expect, test } from "vitest";
import { parseQuestion } from "./access-question.ts";

const id = newId();

test("a question is read from the address", () => {
  expect(parseQuestion({ who: `person:${id}`, act: "keys.write" })).toEqual({
    who: { kind: "person", id },
    act: "keys.write",
  });
  expect(parseQuestion({ who: `key:${id}`, act: "call" })?.act).toBe("call");
});

test.each([
  {},
  { who: `person:${id}` },
  { who: `person:${id}`, act: "everything" },
  { who: `robot:${id}`, act: "call" },
  { who: "person", act: "call" },
  { who: "person:1 OR 1=1", act: "call" },
  { who: [`person:${id}`], act: "call" },
])("%j asks nothing", (query) => {
  expect(parseQuestion(query)).toBeNull();
});
