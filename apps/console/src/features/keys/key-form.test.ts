import { expect, test } from "vitest";
import { callableWith } from "./callable-deployment.ts";
import { addressesIn, changesIn, expiryOf, NEW_KEY, refusedAddress } from "./key-form.ts";

const now = new Date("2026-01-15T10:00:00Z");
const shanghai = { now, timeZone: "Asia/Shanghai" };

test.each([
  [{ expiry: "kept", lastDay: "" }, undefined],
  [{ expiry: "never", lastDay: "2026-02-01" }, null],
  [{ expiry: "7", lastDay: "" }, new Date("2026-01-22T10:00:00Z")],
  [{ expiry: "90", lastDay: "" }, new Date("2026-04-15T10:00:00Z")],
  [{ expiry: "date", lastDay: "2026-02-28" }, new Date("2026-02-28T16:00:00Z")],
  [{ expiry: "date", lastDay: "" }, "invalid"],
  [{ expiry: "date", lastDay: "2026-02-30" }, "invalid"],
] as const)("%j ends at %s", (form, end) => {
  expect(expiryOf(form, shanghai)).toEqual(end);
});

test("addresses stand on lines or between commas", () => {
  expect(addressesIn(" 10.0.0.1,\n 10.1.0.0/16\n\n::1 ")).toEqual(["10.0.0.1", "10.1.0.0/16", "::1"]);
  expect(addressesIn(" \n")).toEqual([]);
});

test("only what was changed is sent, and an order is no change", () => {
  const initial = {
    ...NEW_KEY,
    name: "Search",
    apis: ["openai", "oip"] as const,
    addresses: "::1\n10.0.0.1",
  };
  expect(changesIn({ ...initial, name: " Search " }, initial)).toEqual({});
  const turned = { ...initial, apis: ["oip", "openai"] as const, addresses: "10.0.0.1, ::1" };
  expect(changesIn(turned, initial)).toEqual({});
  const changed = { ...initial, name: "Find", deploymentIds: ["a"], apis: [], addresses: "" };
  expect(changesIn(changed, initial)).toEqual({
    name: "Find",
    deploymentIds: ["a"],
    apis: [],
    allowedIps: [],
  });
});

test("an address that the server refuses is named as it was written", () => {
  expect(refusedAddress("allowedIps.1", "::1\n10.0.0.0/33")).toBe("10.0.0.0/33");
  expect(refusedAddress("allowedIps", "::1")).toBeNull();
  expect(refusedAddress("name", "::1")).toBeNull();
  expect(refusedAddress(undefined, "::1")).toBeNull();
});

test("a new key is shown with the deployments that it may call, through an API that it may use", () => {
  const embed = { id: "e", name: "embed", task: "feature-extraction" };
  const langid = { id: "l", name: "langid", task: "text-classification" };
  const able = (deploymentIds: string[], apis: ("openai" | "oip")[]) =>
    callableWith({ deploymentIds, apis, allowedIps: [] }, [embed, langid]);
  expect(able([], [])).toEqual([embed, langid]);
  expect(able(["l"], [])).toEqual([langid]);
  expect(able([], ["openai"])).toEqual([embed]);
  expect(able(["l"], ["openai"])).toEqual([]);
  expect(able(["l"], ["openai", "oip"])).toEqual([langid]);
});
