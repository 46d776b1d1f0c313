import { expect, test } from "vitest";
import { knownTimeZone, negotiateLocale } from "./locale.ts";

test.each([
  ["zh-TW,zh;q=0.9,en;q=0.8", "zh-CN"],
  ["de-DE,de;q=0.9,en;q=0.8,zh;q=0.7", "en"],
  ["fr", "en"],
  [null, "en"],
])("a browser that asks for %s gets %s", (header, locale) => {
  expect(negotiateLocale(header)).toBe(locale);
});

test("a time zone from a cookie is only used when the runtime knows it", () => {
  expect(knownTimeZone("Asia/Shanghai")).toBe("Asia/Shanghai");
  expect(knownTimeZone("Mars/Olympus")).toBe("UTC");
  expect(knownTimeZone(undefined)).toBe("UTC");
});
