import { expect, test } from "vitest";
import { activityDetail } from "./activity-detail.ts";

test.each([
  ["a new browser", null, { device: "Firefox, Linux" }, "Firefox, Linux"],
  ["a browser that says nothing of itself", null, { device: "" }, null],
  ["an account that was unlinked", { provider: "github" }, null, "github"],
  ["another name", { name: "Grace" }, { name: "Grace Hopper" }, "Grace Hopper"],
  ["a second factor", null, { isOn: true }, null],
])("%s", (_, before, after, detail) => {
  expect(activityDetail(before, after)).toBe(detail);
});
