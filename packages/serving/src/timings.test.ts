import { expect, test } from "vitest";
import { serverTiming } from "./timings.ts";

test("the header names what a browser's tools show", () => {
  const timings = { queueMs: 0.5, computeMs: 12.3456, totalMs: 13, batchRows: 4, paddingShare: 0.1 };
  expect(serverTiming(timings)).toBe("queue;dur=0.50, compute;dur=12.35, total;dur=13.00");
});
