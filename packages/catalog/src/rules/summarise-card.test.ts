import { describe, expect, test } from "vitest";
import { summariseCard } from "./summarise-card.ts";

describe("summariseCard", () => {
  test("the first heading is the title, the first paragraph the summary, both as plain text", () => {
    const card =
      "# **Millrace** `embed`\n\n![](picture.png)\n\n| a | b |\n|---|---|\n\nTurns a [sentence](https://example.test)\ninto *numbers*.\n\nMore.";
    expect(summariseCard(card)).toEqual({
      title: "Millrace embed",
      summary: "Turns a sentence into numbers.",
    });
  });

  test("a paragraph right below its heading is found", () => {
    expect(summariseCard("# Title\nIt works.")).toEqual({ title: "Title", summary: "It works." });
  });

  test("a long paragraph ends at a word, with an ellipsis", () => {
    const { summary } = summariseCard("word ".repeat(200));
    expect(summary?.length).toBeLessThanOrEqual(400);
    expect(summary?.endsWith("word…")).toBe(true);
  });

  test("an empty card has neither", () => {
    expect(summariseCard("")).toEqual({ title: null, summary: null });
  });
});
