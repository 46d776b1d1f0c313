import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");
const TEXT_CONTRAST_MIN = 4.5;
const MARK_CONTRAST_MIN = 3;

const themes = { light: tokensOf(":root"), dark: tokensOf('[data-theme="dark"]') };

const TEXT_ON_GROUND = [
  ...["ink", "ink-2", "ink-3", "water-ink", "good-ink", "warn-ink", "bad-ink"].flatMap((text) =>
    ["paper", "raised", "sunken"].map((ground) => [text, ground]),
  ),
  ...["water", "good", "warn", "bad"].map((state) => [`${state}-ink`, `${state}-2`]),
  ["on-water", "water"],
  ["on-water", "water-hover"],
  ["on-bad", "bad"],
  ["on-bad", "bad-hover"],
];

const MARK_ON_GROUND = ["field-line", "water", "good", "warn", "bad"].flatMap((mark) =>
  ["paper", "raised"].map((ground) => [mark, ground]),
);

describe.each(Object.entries(themes))("in the %s theme", (_name, tokens) => {
  test.each(TEXT_ON_GROUND)("text in %s can be read on %s", (text, ground) => {
    expect(contrast(tokens, text, ground)).toBeGreaterThanOrEqual(TEXT_CONTRAST_MIN);
  });

  test.each(MARK_ON_GROUND)("a mark in %s can be seen on %s", (mark, ground) => {
    expect(contrast(tokens, mark, ground)).toBeGreaterThanOrEqual(MARK_CONTRAST_MIN);
  });
});

test("both themes have the same roles", () => {
  expect([...themes.dark.keys()].sort()).toEqual([...themes.light.keys()].sort());
});

function tokensOf(selector: string): Map<string, string> {
  const start = css.indexOf(`${selector} {`);
  const block = css.slice(start, css.indexOf("\n}", start));
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = "", hex = ""]) => [name, hex]),
  );
}

/** WCAG 2.2 contrast ratio, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(tokens: Map<string, string>, a = "", b = ""): number {
  const [dark = 0, light = 0] = [luminance(tokens, a), luminance(tokens, b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(tokens: Map<string, string>, name: string): number {
  const hex = tokens.get(name);
  if (!hex) throw new Error(`no colour ${name}`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
