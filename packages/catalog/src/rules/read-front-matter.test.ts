import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listOf, readFrontMatter, textOf } from "./read-front-matter.ts";

const CARD = `---
license: apache-2.0   # our own
pipeline_tag: "text-classification"
language:
- en
- zh
tags: [onnx, 'language identification']
model-index:
- name: langid
  results:
    - task: { type: text-classification }
---

# Language identification

It tells languages apart.
`;

describe("readFrontMatter", () => {
  test("texts and lists of a card are read, and the card stands without them", () => {
    const { matter, card } = readFrontMatter(CARD);
    expect(textOf(matter, "license")).toBe("apache-2.0");
    expect(textOf(matter, "pipeline_tag")).toBe("text-classification");
    expect(listOf(matter, "language")).toEqual(["en", "zh"]);
    expect(listOf(matter, "tags")).toEqual(["onnx", "language identification"]);
    expect(card.startsWith("# Language identification")).toBe(true);
  });

  test("a text counts as a list of one, and what is absent as none", () => {
    const { matter } = readFrontMatter("---\nlanguage: en\nlicense:\n---\n");
    expect(listOf(matter, "language")).toEqual(["en"]);
    expect(textOf(matter, "license")).toBeNull();
    expect(listOf(matter, "tags")).toEqual([]);
  });

  test.each(["", "# Only a card", "---\nnever: closed"])("%j has no front matter and is all card", (text) => {
    expect(readFrontMatter(text)).toEqual({ matter: new Map(), card: text });
  });

  test("no text makes it throw, and the card is always a part of what was given", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("-", "-", "\n", ":", " ", "a", "[", "]", '"') }),
        (text) => {
          expect(text).toContain(readFrontMatter(text).card.split("\n")[0]);
        },
      ),
    );
  });
});
