import { expect, test } from "vitest";
import { type Bought, backFrom, cameBack } from "./came-back.ts";

const ADDED = { done: "checkout=done", left: "checkout=left" };

function comingBack(bought: Bought, outcome: "done" | "left", invoiceId?: string) {
  const { searchParams } = new URL(`${backFrom(bought)}&${ADDED[outcome]}`, "http://console.test");
  return cameBack(Object.fromEntries(searchParams), invoiceId);
}

test("whoever comes back is told of what they bought", () => {
  expect(comingBack({ what: "plan" }, "done")).toEqual({ what: "plan", outcome: "done" });
  expect(comingBack({ what: "credit", after: "p1" }, "left")).toEqual({
    what: "credit",
    after: "p1",
    outcome: "left",
  });
  expect(comingBack({ what: "credit", after: null }, "done")).toMatchObject({ after: null });
  expect(comingBack({ what: "invoice", invoiceId: "i1" }, "done", "i1")).toEqual({
    what: "invoice",
    invoiceId: "i1",
    outcome: "done",
  });
});

test("an address that says nothing of the kind is nobody's return", () => {
  expect(cameBack({})).toBeNull();
  expect(cameBack({ bought: "credit" })).toBeNull();
  expect(cameBack({ bought: "house", checkout: "done" })).toBeNull();
  expect(cameBack({ bought: "plan", checkout: "maybe" })).toBeNull();
});
