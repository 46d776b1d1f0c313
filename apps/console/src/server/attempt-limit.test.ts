import { expect, test } from "vitest";
import { AttemptLimit } from "./attempt-limit.ts";

const options = { attemptsMax: 3, windowMs: 60_000, subjectsMax: 2 };
const at = (ms: number) => new Date(ms);

test("after as many failures as allowed, further attempts wait for the window to end", () => {
  const limit = new AttemptLimit(options);
  for (let attempt = 0; attempt < 3; attempt++) {
    expect(limit.allows("ada@example.com", at(attempt))).toBe(true);
    limit.noteFailure("ada@example.com", at(attempt));
  }
  expect(limit.allows("ada@example.com", at(59_999))).toBe(false);
  expect(limit.allows("ada@example.com", at(60_000))).toBe(true);
});

test("one account's failures do not keep another out", () => {
  const limit = new AttemptLimit(options);
  for (let attempt = 0; attempt < 3; attempt++) limit.noteFailure("ada@example.com", at(0));
  expect(limit.allows("grace@example.com", at(1))).toBe(true);
});

test("a success clears the count", () => {
  const limit = new AttemptLimit(options);
  limit.noteFailure("ada@example.com", at(0));
  limit.noteFailure("ada@example.com", at(1));
  limit.noteSuccess("ada@example.com");
  limit.noteFailure("ada@example.com", at(2));
  expect(limit.allows("ada@example.com", at(3))).toBe(true);
});

test("made-up accounts cannot fill the memory", () => {
  const limit = new AttemptLimit({ ...options, attemptsMax: 1 });
  for (const subject of ["a", "b", "c"]) limit.noteFailure(subject, at(0));
  expect(["a", "b", "c"].map((subject) => limit.allows(subject, at(1)))).toEqual([true, false, false]);
});
