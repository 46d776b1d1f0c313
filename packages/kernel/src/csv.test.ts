import fc from "fast-check";
import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test.each([
  ["a", "a\r\n"],
  ['say "so", then', '"say ""so"", then"\r\n'],
  ["two\nlines", '"two\nlines"\r\n'],
  ["=1+1", "'=1+1\r\n"],
  ["\t@SUM(A1)", "'\t@SUM(A1)\r\n"],
])("%j is written as %j", (cell, line) => {
  expect(csvLine([cell])).toBe(line);
});

test("no cell begins as a formula, and each is read back as it was", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (cells) => {
      const read = [...csvLine(cells).matchAll(/("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r\n)/g)].map(
        ([, cell = ""]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell),
      );
      for (const cell of read) expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
      expect(read.map((cell, index) => (cell === cells[index] ? cell : cell.slice(1)))).toEqual(cells);
    }),
  );
});
