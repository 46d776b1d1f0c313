import { Fault } from "@millrace/kernel";
import { expect, test } from "vitest";
import { noteLimits } from "../../limits/told-limits.ts";
import { statusOfFault } from "./status-of-fault.ts";

test("a refusal's trailers tell how the limits stood when it came to that, and others' tell nothing of it", () => {
  const refusal = () =>
    new Fault({ kind: "limit_exceeded", code: "insufficient_quota", message: "No more this month." });
  const told = refusal();
  noteLimits(told, { "x-ratelimit-remaining-spend": "0 USD" });
  expect(statusOfFault(told, "id").metadata?.getMap()).toMatchObject({
    "x-ratelimit-remaining-spend": "0 USD",
    "x-error-code": "insufficient_quota",
  });
  expect(statusOfFault(refusal(), "id").metadata?.get("x-ratelimit-remaining-spend")).toEqual([]);
});
