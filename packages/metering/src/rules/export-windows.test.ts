import fc from "fast-check";
import { expect, test } from "vitest";
import { exportWindows } from "./export-windows.ts";

const date = (text: string) => new Date(`2026-${text}Z`);

test("months are cut where they end", () => {
  const windows = exportWindows({ start: date("01-15T10:00"), end: date("03-02T00:00") }, "month");
  expect(windows).toEqual([
    { start: date("01-15T10:00"), end: date("02-01T00:00") },
    { start: date("02-01T00:00"), end: date("03-01T00:00") },
    { start: date("03-01T00:00"), end: date("03-02T00:00") },
  ]);
});

test.each([
  ["minute", 60_000],
  ["hour", 3_600_000],
  ["day", 86_400_000],
] as const)("parts by the %s follow one another and cut none", (bucket, sizeMs) => {
  const moment = fc.date({ min: date("01-01T00:00"), max: date("12-31T00:00"), noInvalidDate: true });
  fc.assert(
    fc.property(moment, moment, (one, other) => {
      const [start, end] = one < other ? [one, other] : [other, one];
      const windows = exportWindows({ start, end }, bucket);
      const ends = windows.map((window) => window.end.getTime());
      expect([start.getTime(), ...ends.slice(0, -1)].slice(0, windows.length)).toEqual(
        windows.map((window) => window.start.getTime()),
      );
      if (windows.length > 0) expect(ends.at(-1)).toBe(end.getTime());
      for (const at of ends.slice(0, -1)) expect(at % sizeMs).toBe(0);
    }),
    { numRuns: 50 },
  );
});
