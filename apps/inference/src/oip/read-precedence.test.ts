import { expect, test } from "vitest";
import { earliest, readPrecedence } from "./read-precedence.ts";

test("without parameters a request is interactive and has no deadline", () => {
  expect(readPrecedence({})).toEqual({ priority: "interactive", deadlineMs: undefined });
  expect(readPrecedence({ priority: 0, timeout: 0 })).toEqual({
    priority: "interactive",
    deadlineMs: undefined,
  });
});

test("priority falls with its number", () => {
  expect(readPrecedence({ priority: 1 }).priority).toBe("interactive");
  expect(readPrecedence({ priority: 2 }).priority).toBe("batch");
  expect(readPrecedence({ priority: 100 }).priority).toBe("batch");
});

test("the timeout is in microseconds, and the first of several deadlines counts", () => {
  expect(readPrecedence({ timeout: 1_500 }).deadlineMs).toBe(1.5);
  expect(earliest(undefined, 7, 3)).toBe(3);
  expect(earliest(undefined)).toBeUndefined();
});

test.each([-1, 1.5, "1", true, 2 ** 40])("%j is neither a priority nor a timeout", (value) => {
  expect(() => readPrecedence({ priority: value })).toThrow(/`priority`/);
  expect(() => readPrecedence({ timeout: value })).toThrow(/`timeout`/);
});
