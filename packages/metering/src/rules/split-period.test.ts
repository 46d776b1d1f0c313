import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitPeriod } from "./split-period.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const at = (text: string) => new Date(`2026-01-${text}Z`);

describe("splitPeriod", () => {
  test("full days and hours come from the rollups, the rest from records", () => {
    expect(splitPeriod({ start: at("15T09:30:00"), end: at("18T12:15:00") })).toEqual({
      days: { start: at("16T00:00:00"), end: at("18T00:00:00") },
      hours: [
        { start: at("15T10:00:00"), end: at("16T00:00:00") },
        { start: at("18T00:00:00"), end: at("18T12:00:00") },
      ],
      edges: [
        { start: at("15T09:30:00"), end: at("15T10:00:00") },
        { start: at("18T12:00:00"), end: at("18T12:15:00") },
      ],
    });
  });

  test("what is full has nothing around it, one within an hour has nothing else", () => {
    const days = { start: at("15T00:00:00"), end: at("17T00:00:00") };
    expect(splitPeriod(days)).toEqual({ days, hours: [], edges: [] });
    const hours = { start: at("15T09:00:00"), end: at("15T12:00:00") };
    expect(splitPeriod(hours)).toEqual({ days: null, hours: [hours], edges: [] });
    const short = { start: at("15T09:50:00"), end: at("15T10:10:00") };
    expect(splitPeriod(short)).toEqual({ days: null, hours: [], edges: [short] });
  });

  test("the parts are the whole, without gap or overlap, and none is read finer than it must", () => {
    const moment = fc.integer({ min: 0, max: 400 * DAY_MS });
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        fc.pre(a !== b);
        const [start, end] = [new Date(Math.min(a, b)), new Date(Math.max(a, b))];
        const { days, hours, edges } = splitPeriod({ start, end });
        const parts = [...edges, ...hours, ...(days ? [days] : [])].sort((x, y) => +x.start - +y.start);
        expect(parts[0]?.start).toEqual(start);
        expect(parts.at(-1)?.end).toEqual(end);
        for (const [index, part] of parts.entries()) {
          expect(+part.start).toBeLessThan(+part.end);
          if (index > 0) expect(parts[index - 1]?.end).toEqual(part.start);
        }
        for (const edge of edges) expect(+edge.end - +edge.start).toBeLessThan(2 * HOUR_MS);
        for (const part of hours) expect(+part.end - +part.start).toBeLessThan(2 * DAY_MS);
        for (const side of hours.flatMap((part) => [part.start, part.end])) expect(+side % HOUR_MS).toBe(0);
        for (const side of days ? [days.start, days.end] : []) expect(+side % DAY_MS).toBe(0);
      }),
    );
  });
});
