import { describe, expect, test } from "vitest";
import { MESSAGES } from "./messages.ts";

type Tree = { [key: string]: string | Tree };

const english = flatten(MESSAGES.en);
const chinese = flatten(MESSAGES["zh-CN"]);

test("every text exists in both languages", () => {
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
});

describe("placeholders", () => {
  test.each([...english])("%s takes the same values in both languages", (key, text) => {
    expect(placeholders(chinese.get(key) ?? "")).toEqual(placeholders(text));
  });
});

test("no text is empty, and no Chinese text was left in English by accident", () => {
  for (const [key, text] of chinese) {
    expect(text.trim(), key).not.toBe("");
    const untranslated = text === english.get(key) && /[a-z]{2,} [a-z]{2,}/i.test(text);
    expect(untranslated, `${key}: ${text}`).toBe(false);
  }
});

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + key, value]] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** The names of ICU arguments and tags, such as `count` in `{count, plural, …}` and `b` in `<b>…</b>`; no branch of a plural. */
function placeholders(text: string): string[] {
  const names = [...text.matchAll(/(?<!\b(?:one|other) )\{(\w+)\s*[,}]|<(\w+)>/g)].map(
    (match) => match[1] ?? `<${match[2]}>`,
  );
  return [...new Set(names)].sort();
}
