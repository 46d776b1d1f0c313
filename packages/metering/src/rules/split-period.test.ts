import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitPeriod } from "./split-period.ts";

const HOUR_MS = 3_600_000;
const at = (text: string) => new Date(`2026-01-15T${text}Z`);

describe("splitPeriod", () => {
  test("full hours come from the rollup, the rest from records", () => {
    expect(splitPeriod({ start: at("09:30:00"), end: at("12:15:00") })).toEqual({
      hours: { start: at("10:00:00"), end: at("12:00:00") },
      edges: [
        { start: at("09:30:00"), end: at("10:00:00") },
        { start: at("12:00:00"), end: at("12:15:00") },
      ],
    });
  });

  test("a period of full hours has no edges, one within an hour has nothing else", () => {
    const full = { start: at("09:00:00"), end: at("12:00:00") };
    expect(splitPeriod(full)).toEqual({ hours: full, edges: [] });
    const short = { start: at("09:50:00"), end: at("10:10:00") };
    expect(splitPeriod(short)).toEqual({ hours: null, edges: [short] });
  });

  test("the parts are the whole, without gap or overlap, and no edge is long", () => {
    const moment = fc.integer({ min: 0, max: 400 * 24 * HOUR_MS });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a !== b);
        const [start, end] = [new Date(Math.min(a, b)), new Date(Math.max(a, b))];
        const { hours, edges } = splitPeriod({ start, end });
        const parts = [...edges, ...(hours ? [hours] : [])].sort((x, y) => +x.start - +y.start);
        expect(parts[0]?.start).toEqual(start);
        expect(parts.at(-1)?.end).toEqual(end);
        for (const [index, part] of parts.entries()) {
          expect(+part.start).toBeLessThan(+part.end);
          if (index > 0) expect(parts[index - 1]?.end).toEqual(part.start);
        }
        for (const edge of edges) expect(+edge.end - +edge.start).toBeLessThan(2 * HOUR_MS);
        for (const side of hours ? [hours.start, hours.end] : []) expect(+side % HOUR_MS).toBe(0);
      }),
    );
  });
});
