import { expect, test } from "vitest";
import type { Inline } from "./parse-inline.ts";
import { type Block, parseMarkdown } from "./parse-markdown.ts";

const text = (value: string): Inline => ({ kind: "text", text: value });

test("a card's headings, paragraphs, lists, tables and code are told apart", () => {
  const card = [
    "# Millrace embed",
    "",
    "Turns a sentence into",
    "a vector.",
    "",
    "- fast",
    "- small,",
    "  and honest",
    "",
    "1. load",
    "2. call",
    "",
    "| rows | ms |",
    "|---:|---|",
    "| 1 | 2.5 |",
    "",
    "```ts",
    "const a = `<b>`;",
    "```",
  ].join("\n");
  expect(parseMarkdown(card)).toEqual<Block[]>([
    { kind: "heading", level: 1, children: [text("Millrace embed")] },
    { kind: "paragraph", children: [text("Turns a sentence into a vector.")] },
    { kind: "list", ordered: false, items: [[text("fast")], [text("small, and honest")]] },
    { kind: "list", ordered: true, items: [[text("load")], [text("call")]] },
    { kind: "table", header: [[text("rows")], [text("ms")]], rows: [[[text("1")], [text("2.5")]]] },
    { kind: "code", text: "const a = `<b>`;" },
  ]);
});

test("emphasis, code and links are read inside a line", () => {
  expect(parseMarkdown("Use **bold**, *soft*, `code` and [a page](https://example.com/a).")).toEqual<Block[]>(
    [
      {
        kind: "paragraph",
        children: [
          text("Use "),
          { kind: "strong", children: [text("bold")] },
          text(", "),
          { kind: "emphasis", children: [text("soft")] },
          text(", "),
          { kind: "code", text: "code" },
          text(" and "),
          { kind: "link", href: "https://example.com/a", children: [text("a page")] },
          text("."),
        ],
      },
    ],
  );
});

test.each([
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert%281%29)",
  "[x](data:text/html,y)",
  "[x](/etc/passwd)",
  "![x](https://evil.example/pixel.png)",
])("a card cannot smuggle in an address with %s", (card) => {
  expect(JSON.stringify(parseMarkdown(card))).not.toContain('"link"');
});

test("a link that leads nowhere on this page keeps its label, marks and all", () => {
  expect(parseMarkdown("See [`models/README.md`](../README.md).")).toEqual<Block[]>([
    { kind: "paragraph", children: [text("See "), { kind: "code", text: "models/README.md" }, text(".")] },
  ]);
});

test("HTML in a card stays text", () => {
  expect(parseMarkdown("<img src=x onerror=alert(1)>")).toEqual<Block[]>([
    { kind: "paragraph", children: [text("<img src=x onerror=alert(1)>")] },
  ]);
});

test.each([
  ["asterisks", "*".repeat(50_000)],
  ["brackets", "[".repeat(50_000)],
  ["backticks", "`".repeat(50_001)],
  ["pipes", `a|b\n${"|-".repeat(25_000)}x`],
  ["an open fence", `\`\`\`\n${"x\n".repeat(20_000)}`],
])("a hostile card of %s costs little time", (_name, card) => {
  const startMs = performance.now();
  parseMarkdown(card);
  expect(performance.now() - startMs).toBeLessThan(500);
});
