import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { fakeClock, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { exploreUsage } from "./explore-usage.ts";
import { listRequests } from "./list-requests.ts";
import { MEASURES, type Measure } from "./usage-filter.ts";
import { OTHER_GROUPS } from "./usage-series.ts";
import { usageTeams } from "./usage-teams.fixture.ts";

const PRICE_PICO = 3n;
const START_MS = Date.parse("2026-01-09T05:17:31.123Z");
/** Meets no hour; all of them are nine days. */
const STEP_MS = 1_111_111;
const RECORDS = 700;
const OWN_GROUPS = 5;
const SIZE_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

const db = await testDatabase();
const clock = fakeClock(new Date("2026-03-01T00:00:00Z"));
const keys = Array.from({ length: 8 }, newId);
/** Some keys more often than others, always two in one millisecond. */
const records = Array.from({ length: RECORDS }, (_, index) => ({
  id: newId(),
  at: new Date(START_MS + Math.floor(index / 2) * 2 * STEP_MS),
  keyId: keys[Math.floor((((index * 37) % 64) / 64) ** 2 * keys.length)] ?? "",
  inputTokens: (index * 97) % 1_013,
  outcome: index % 11 === 0 ? ("failed" as const) : ("answered" as const),
}));
type Row = (typeof records)[number];

await publishPrice(
  { database: db.database, clock },
  {
    modelName: "millrace-embed",
    currency: "USD",
    effectiveFrom: new Date("2025-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: PRICE_PICO }],
  },
);
const viewer = (await usageTeams(db, clock)(records)).as("viewer");

const tokensOf = (rows: readonly Row[]) => rows.reduce((sum, { inputTokens }) => sum + inputTokens, 0);
const sumOf = (rows: readonly Row[]) => ({
  requests: rows.length,
  inputTokens: tokensOf(rows),
  amountPico: BigInt(tokensOf(rows.filter(({ outcome }) => outcome === "answered"))) * PRICE_PICO,
});
const measured = (rows: readonly Row[], measure: Measure) => {
  const { requests, inputTokens, amountPico } = sumOf(rows);
  return { requests, tokens: inputTokens, cost: Number(amountPico) }[measure];
};
const within = (from: Date, to: Date) => records.filter(({ at }) => at >= from && at < to);

const spans = [
  ["of full days", "2026-01-10T00:00:00Z", "2026-01-17T00:00:00Z", ["hour", "day"]],
  ["of days with any ends", "2026-01-11T07:31:02.003Z", "2026-01-16T21:59:59.999Z", ["hour", "day"]],
  ["of less than two hours", "2026-01-14T10:10:00Z", "2026-01-14T11:50:30Z", ["minute", "hour", "day"]],
] as const;

test.each(spans)("a span %s is explored as counting one by one does", async (_, start, end, buckets) => {
  const [from, to] = [new Date(start), new Date(end)];
  const rows = within(from, to);
  const rowsBefore = within(new Date(2 * +from - +to), from);
  for (const bucket of buckets)
    for (const measure of MEASURES) {
      const { groups, points, totals } = await exploreUsage(viewer, {
        ...{ from, to, bucket, measure },
        groupBy: "key",
      });
      expect(totals.now).toMatchObject(sumOf(rows));
      expect(totals.before).toMatchObject(sumOf(rowsBefore));
      const ranked = keys
        .map((key) => ({
          key,
          now: rows.filter(({ keyId }) => keyId === key),
          before: rowsBefore.filter(({ keyId }) => keyId === key),
        }))
        .filter(({ now, before }) => now.length + before.length > 0)
        .sort(
          (one, other) =>
            measured(other.now, measure) - measured(one.now, measure) ||
            measured(other.before, measure) - measured(one.before, measure) ||
            (one.key < other.key ? -1 : 1),
        );
      expect(groups.map(({ group, now, before }) => ({ group, now, before }))).toEqual(
        ranked.map(({ key, now, before }) => ({ group: key, now: sumOf(now), before: sumOf(before) })),
      );

      const own = ranked.slice(0, OWN_GROUPS).map(({ key }) => key);
      const nameOf = ({ keyId }: Row) => (own.includes(keyId) ? keyId : OTHER_GROUPS);
      const bucketOf = ({ at }: Row) => Math.floor(+at / SIZE_MS[bucket]) * SIZE_MS[bucket];
      const expected = [...Map.groupBy(rows, (row) => `${bucketOf(row)} ${nameOf(row)}`)].map(
        ([name, some]) => [name, sumOf(some)],
      );
      const told = points.map(({ at, group, ...sums }) => [`${+at} ${group}`, sums]);
      expect(Object.fromEntries(told)).toEqual(Object.fromEntries(expected));
      expect(points.map(({ at }) => +at)).toEqual(points.map(({ at }) => +at).toSorted((a, b) => a - b));
    }
});

test("of each key, the newest requests come page by page as they were made, over days and hours", async () => {
  const [from, to] = [new Date("2026-01-10T03:20:00Z"), new Date("2026-01-17T12:34:56Z")];
  for (const keyId of keys) {
    const expected = within(from, to)
      .filter((row) => row.keyId === keyId)
      .toSorted((one, other) => +other.at - +one.at || (one.id < other.id ? 1 : -1));
    const found: string[] = [];
    for (let after: string | null | undefined; after !== null; ) {
      const page = await listRequests(viewer, { from, to, keyId, limit: 30, ...(after ? { after } : {}) });
      found.push(...page.requests.map(({ id }) => id));
      after = page.next;
    }
    expect(found).toEqual(expected.map(({ id }) => id));
  }
});
