import { expect, test } from "vitest";
import { OTHERS_KEY, SERIES_MAX, stackSeries } from "./stack-series.ts";

const buckets = [0, 1, 2].map((hour) => new Date(hour * 3_600_000));
const [first = new Date(0), , third = new Date(0)] = buckets;
const options = { buckets, nameOf: (group: string) => group.toUpperCase(), othersName: "Others" };

test("hours without a request are drawn as zero", () => {
  const { series, points } = stackSeries({ ...options, samples: [{ at: third, group: "a", value: 4 }] });
  expect(series).toEqual([{ key: "a", name: "A" }]);
  expect(points.map(({ values }) => values)).toEqual([{ a: 0 }, { a: 0 }, { a: 4 }]);
});

test("the largest groups stand alone and nothing of the rest is lost", () => {
  const samples = Array.from({ length: SERIES_MAX + 3 }, (_, index) => ({
    at: first,
    group: `g${index}`,
    value: index + 1,
  }));
  const { series, points } = stackSeries({ ...options, samples });
  expect(series).toHaveLength(SERIES_MAX);
  expect(series[0]?.key).toBe(`g${SERIES_MAX + 2}`);
  expect(series.at(-1)).toEqual({ key: OTHERS_KEY, name: "Others" });
  const drawn = Object.values(points[0]?.values ?? {}).reduce((sum, value) => sum + value, 0);
  expect(drawn).toBe(samples.reduce((sum, { value }) => sum + value, 0));
});

test("without samples there is a grid and no series", () => {
  const { series, points } = stackSeries({ ...options, samples: [] });
  expect(series).toEqual([]);
  expect(points).toHaveLength(3);
});

test("what arrives added up as others is drawn as others, however much it is", () => {
  const { series, points } = stackSeries({
    ...options,
    samples: [
      { at: first, group: "a", value: 1 },
      { at: first, group: OTHERS_KEY, value: 90 },
    ],
  });
  expect(series).toEqual([
    { key: "a", name: "A" },
    { key: OTHERS_KEY, name: "Others" },
  ]);
  expect(points[0]?.values).toEqual({ a: 1, [OTHERS_KEY]: 90 });
});
