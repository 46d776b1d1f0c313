import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { fakeClock, type TestTeam, testDatabase } from "@millrace/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { type ExploreUsageInput, exploreUsage } from "./explore-usage.ts";
import { forecastUsage } from "./forecast-usage.ts";
import { latency } from "./latency.ts";
import { listRequests } from "./list-requests.ts";
import { usageBy } from "./usage-by.ts";
import { NOBODY, SERVICE_KEYS } from "./usage-filter.ts";
import { OTHER_GROUPS, usageSeries } from "./usage-series.ts";
import { usageTeams } from "./usage-teams.fixture.ts";
import { usageTotals } from "./usage-totals.ts";

const db = await testDatabase();
const clock = fakeClock(new Date("2026-01-20T12:00:00Z"));
const system = { database: db.database, clock };
const teamWith = usageTeams(db, clock);
const PRICE_PICO = 20_000n;
const DAY_MS = 86_400_000;
const day = { from: new Date("2026-01-15T00:00:00Z"), to: new Date("2026-01-16T00:00:00Z") };
const at = (text: string) => new Date(`2026-01-${text}Z`);
const byModel = { bucket: "day", groupBy: "model", measure: "requests" } as const;

beforeAll(async () => {
  await publishPrice(system, {
    modelName: "millrace-embed",
    currency: "USD",
    effectiveFrom: new Date("2025-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: PRICE_PICO }],
  });
});

async function addKey(team: TestTeam, key: { id: string; createdBy: string | null; isService?: boolean }) {
  await db.sql(
    `INSERT INTO api_keys (team_id, id, name, prefix, last_four, hash, created_by, is_service)
     VALUES ($1, $2::uuid, 'k', 'mr_live_', 'abcd', sha256($2::uuid::text::bytea), $3, $4)`,
    [team.teamId, key.id, key.createdBy, key.isService ?? false],
  );
}

/** Two keys of one member, a service key of theirs, a key of nobody's, and one that is gone. */
async function teamOfKeys() {
  const [one, two, service, orphan, gone] = [newId(), newId(), newId(), newId(), newId()];
  const uses = [one, two, two, service, orphan, gone].map((keyId) => ({ at: at("15T10:00:00"), keyId }));
  const team = await teamWith(uses);
  for (const id of [one, two]) await addKey(team, { id, createdBy: team.personId });
  await addKey(team, { id: service, createdBy: team.personId, isService: true });
  await addKey(team, { id: orphan, createdBy: null });
  return { team, viewer: team.as("viewer"), memberId: team.personId };
}

describe("members", () => {
  test("the use of a key counts for whoever made it, of a service key for none of them", async () => {
    const { viewer, memberId } = await teamOfKeys();
    const groups = await usageBy(viewer, day, "member");
    expect(groups.map(({ group, requests }) => [group, requests])).toEqual([
      [memberId, 3],
      [NOBODY, 2],
      [SERVICE_KEYS, 1],
    ]);
    const points = await usageSeries(viewer, { ...day, bucket: "hour", groupBy: "member" });
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(6);
    expect(points).toHaveLength(3);
  });

  test("each of them is narrowed to in every figure, also at the edges of full hours", async () => {
    const { viewer, memberId } = await teamOfKeys();
    for (const filter of [day, { from: at("15T09:30:00"), to: at("15T10:30:00") }])
      for (const [who, count] of [[memberId, 3] as const, [SERVICE_KEYS, 1] as const, [NOBODY, 2] as const]) {
        const narrowed = { ...filter, memberId: who };
        expect((await usageTotals(viewer, narrowed)).requests).toBe(count);
        expect((await listRequests(viewer, { ...narrowed, limit: 10 })).requests).toHaveLength(count);
        expect((await exploreUsage(viewer, { ...narrowed, ...byModel })).totals.now.requests).toBe(count);
      }
  });
});

describe("outcomes", () => {
  const three = (["answered", "failed", "failed", "cancelled"] as const).map((outcome, minute) => ({
    at: at(`15T10:0${minute}:00`),
    outcome,
  }));

  test("are a group and a filter", async () => {
    const viewer = (await teamWith(three)).as("viewer");
    const groups = await usageBy(viewer, day, "outcome");
    expect(groups.map(({ group, requests }) => [group, requests])).toEqual([
      ["failed", 2],
      ["answered", 1],
      ["cancelled", 1],
    ]);
    const failed = await listRequests(viewer, { ...day, outcome: "failed", limit: 10 });
    expect(failed.requests.map(({ outcome }) => outcome)).toEqual(["failed", "failed"]);
  });

  test("only answers took as long as an answer takes", async () => {
    const viewer = (await teamWith(three)).as("viewer");
    expect(await latency(viewer, { ...day, outcome: "failed" })).toBeNull();
    expect(await latency(viewer, { ...day, outcome: "answered" })).not.toBeNull();
  });
});

describe("listRequests", () => {
  test("finds what is rare among many, page by page", async () => {
    const keyId = newId();
    const rare = [at("02T03:04:05"), at("09T10:00:00.001"), at("09T10:00:00"), at("14T23:59:59.999")];
    const many = Array.from({ length: 400 }, (_, index) => ({
      at: new Date(+at("01T00:00:00") + index * 3e6),
    }));
    const viewer = (await teamWith([...many, ...rare.map((moment) => ({ at: moment, keyId }))])).as("viewer");
    const filter = { from: at("01T00:00:00"), to: at("15T00:00:00"), keyId };
    const first = await listRequests(viewer, { ...filter, limit: 3 });
    const second = await listRequests(viewer, { ...filter, limit: 3, after: first.next ?? "" });
    expect([...first.requests, ...second.requests].map((request) => request.at)).toEqual(
      rare.toSorted((a, b) => +b - +a),
    );
    expect(second.next).toBeNull();
  });
});

describe("exploreUsage", () => {
  const explore = async (team: TestTeam, input: Partial<ExploreUsageInput>) =>
    exploreUsage(team.as("viewer"), { ...day, ...byModel, ...input });

  test("each group now, before and over time; what there was only before is told too", async () => {
    const team = await teamWith([
      { at: at("15T01:00:00"), modelName: "a" },
      { at: at("15T02:00:00"), modelName: "a" },
      { at: at("14T23:00:00"), modelName: "a" },
      { at: at("15T03:00:00"), modelName: "b" },
      { at: at("14T00:00:00"), modelName: "gone" },
      { at: at("13T23:59:59"), modelName: "older" },
    ]);
    const { before, totals, groups, points } = await explore(team, {});
    expect(before).toEqual({ start: at("14T00:00:00"), end: day.from });
    expect([totals.now.requests, totals.before.requests]).toEqual([3, 2]);
    expect(groups.map(({ group, now, before }) => [group, now.requests, before.requests])).toEqual([
      ["a", 2, 1],
      ["b", 1, 0],
      ["gone", 0, 1],
    ]);
    expect(groups.map(({ lastAt }) => lastAt)).toEqual([
      at("15T02:00:00"),
      at("15T03:00:00"),
      at("14T00:00:00"),
    ]);
    expect(points.map(({ group, requests }) => [group, requests])).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  test("of a day that goes on, as much of the day before counts as has passed", async () => {
    const team = await teamWith([{ at: at("19T11:59:59.999") }, { at: at("19T12:00:00") }]);
    const filter = { from: at("20T00:00:00"), to: at("21T00:00:00") };
    const { before, totals, groups } = await explore(team, filter);
    expect(before).toEqual({ start: at("19T12:00:00"), end: filter.from });
    expect([totals.now.requests, totals.before.requests]).toEqual([0, 1]);
    expect(groups).toHaveLength(1);
  });

  test("is ranked by what is asked for, and all that is added up is what there is", async () => {
    const team = await teamWith([
      ...Array.from({ length: 3 }, () => ({ at: at("15T01:00:00"), modelName: "often", inputTokens: 1 })),
      {
        at: at("15T01:00:00"),
        modelName: "millrace-embed",
        inputTokens: 500,
        cachedInputTokens: 100,
        inputs: 4,
      },
    ]);
    const first = async (measure: "requests" | "tokens" | "cost") =>
      (await explore(team, { measure })).groups[0]?.group;
    expect(await first("requests")).toBe("often");
    expect(await first("tokens")).toBe("millrace-embed");
    expect(await first("cost")).toBe("millrace-embed");
    const { totals, currency } = await explore(team, {});
    expect(totals.now).toEqual({
      requests: 4,
      inputs: 7,
      inputTokens: 503,
      cachedInputTokens: 100,
      outputTokens: 0,
      amountPico: 400n * PRICE_PICO,
    });
    expect(currency).toBe("USD");
  });

  test("beyond five groups over time and 200 in sum the rest is one, and nothing is lost", async () => {
    const keys = Array.from({ length: 230 }, newId);
    const team = await teamWith(keys.map((keyId) => ({ at: at("15T10:00:00"), keyId })));
    const { totals, groups, points } = await explore(team, { groupBy: "key" });
    expect(totals.now.requests).toBe(230);
    expect(groups).toHaveLength(201);
    expect(groups.at(-1)).toMatchObject({ group: OTHER_GROUPS, now: { requests: 30 } });
    expect(points).toHaveLength(6);
    expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(230);
  });

  test("is exact at any ends of a span of days, whatever it is read from", async () => {
    const texts = [
      "12T23:59:59.999",
      "13T00:00:00",
      "13T10:30:00",
      "14T00:00:00",
      "15T23:00:00",
      "16T00:00:00",
    ];
    const moments = [...texts, "16T08:15:00"].map(at);
    const team = await teamWith(moments.map((moment) => ({ at: moment })));
    const ends = [...moments, at("16T08:15:00.001")];
    for (const from of ends)
      for (const to of ends.filter((end) => end > from))
        for (const bucket of ["hour", "day"] as const) {
          const { totals, points } = await explore(team, { from, to, bucket });
          const expected = moments.filter((moment) => moment >= from && moment < to).length;
          expect(totals.now.requests, `${from.toISOString()} to ${to.toISOString()}`).toBe(expected);
          expect(points.reduce((sum, { requests }) => sum + requests, 0)).toBe(expected);
          for (const point of points) expect(+point.at % (bucket === "hour" ? 3_600_000 : DAY_MS)).toBe(0);
        }
  });

  test("by the calendar month", async () => {
    const moments = [new Date("2025-11-30T23:59:59Z"), new Date("2025-12-01T00:00:00Z"), at("31T23:00:00")];
    const team = await teamWith(moments.map((moment) => ({ at: moment })));
    const filter = { from: new Date("2025-11-01T00:00:00Z"), to: new Date("2026-02-01T00:00:00Z") };
    const { points } = await explore(team, { ...filter, bucket: "month" });
    expect(points.map((point) => [point.at.toISOString().slice(0, 10), point.requests])).toEqual([
      ["2025-11-01", 1],
      ["2025-12-01", 1],
      ["2026-01-01", 1],
    ]);
  });

  test("what has not begun is compared with nothing", async () => {
    const team = await teamWith([{ at: at("15T10:00:00") }]);
    const filter = { from: at("25T00:00:00"), to: at("26T00:00:00") };
    expect(await explore(team, filter)).toMatchObject({ before: null, groups: [], points: [] });
  });

  test.each<[string, Partial<ExploreUsageInput>]>([
    ["by the hour over more than 32 days", { from: new Date("2025-12-01T00:00:00Z"), bucket: "hour" }],
    ["of a member who is none", { memberId: "everybody" }],
  ])("a question %s is refused", async (_, change) => {
    const team = await teamWith([]);
    await expect(explore(team, change)).rejects.toMatchObject({ code: "metering.filter_invalid" });
  });
});

describe("forecastUsage", () => {
  const everyDay = (days: number) =>
    Array.from({ length: days }, (_, index) => ({ at: new Date(+at("20T00:30:00") - index * DAY_MS) }));

  test("what every day brought, the rest of the month brings, in what is asked for", async () => {
    const viewer = (await teamWith(everyDay(15))).as("viewer");
    // 15 of them lie in January, today's among them; half of today and 11 days are to come.
    const requests = await forecastUsage(viewer, {}, "requests");
    expect(requests).toMatchObject({
      soFar: 15n,
      estimate: 26n,
      days: 14,
      end: new Date("2026-02-01T00:00:00Z"),
    });
    const cost = await forecastUsage(viewer, {}, "cost");
    expect(cost?.soFar).toBe(15n * 12n * PRICE_PICO);
    expect(await forecastUsage(viewer, { modelName: "another" }, "cost")).toBeNull();
  });

  test("a few days say nothing", async () => {
    const viewer = (await teamWith(everyDay(7))).as("viewer");
    expect(await forecastUsage(viewer, {}, "requests")).toBeNull();
  });
});

test("a role that may not read usage explores and forecasts none", async () => {
  const stranger = (await teamWith([{ at: at("15T10:00:00") }])).as("stranger");
  const answers = await Promise.allSettled([
    exploreUsage(stranger, { ...day, ...byModel }),
    forecastUsage(stranger, {}, "cost"),
  ]);
  for (const answer of answers)
    expect(answer).toMatchObject({ status: "rejected", reason: { code: "teams.not_allowed" } });
});
