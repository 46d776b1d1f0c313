import { newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { storeUsage } from "../store-usage.ts";
import type { UsageRecord } from "../usage-record.ts";
import { getRequest } from "./get-request.ts";
import { latency } from "./latency.ts";
import { listRequests } from "./list-requests.ts";
import { usageBy } from "./usage-by.ts";
import type { UsageFilter } from "./usage-filter.ts";
import { OTHER_GROUPS, usageSeries } from "./usage-series.ts";
import { usageTotals } from "./usage-totals.ts";

const db = await testDatabase();
const clock = fakeClock();
const system = { database: db.database, clock };
const PRICE_PICO = 20_000n;
const day = { from: new Date("2026-01-15T00:00:00Z"), to: new Date("2026-01-16T00:00:00Z") };
const at = (text: string) => new Date(`2026-01-15T${text}Z`);

beforeAll(async () => {
  await publishPrice(system, {
    modelName: "millrace-embed",
    currency: "USD",
    effectiveFrom: new Date("2026-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: PRICE_PICO }],
  });
});

/** A team with usage of its own, and a viewer who reads it. Another team's usage is always there too. */
async function teamWith(all: Partial<UsageRecord>[]) {
  const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
  const records = all.map((changes) => exampleRecord({ teamId: ours.teamId, ...changes }));
  const others = all.map((changes) => exampleRecord({ teamId: theirs.teamId, ...changes }));
  for (let start = 0; start < all.length; start += 1_000) {
    await storeUsage(system, records.slice(start, start + 1_000));
    await storeUsage(system, others.slice(start, start + 1_000));
  }
  return { viewer: ours.as("viewer"), stranger: ours.as("stranger"), records, others };
}

describe("usageTotals", () => {
  test("requests, tokens, cost and mean times of the team alone", async () => {
    const { viewer } = await teamWith([
      { at: at("10:00:00"), inputs: 2, inputTokens: 10, queueUs: 1_000, computeUs: 4_000, totalUs: 6_000 },
      {
        at: at("11:00:00"),
        inputs: 1,
        inputTokens: 20,
        cachedInputTokens: 8,
        queueUs: 3_000,
        computeUs: 8_000,
        totalUs: 12_000,
      },
      {
        at: at("12:00:00"),
        inputs: 1,
        inputTokens: 0,
        outcome: "failed",
        queueUs: 2_000,
        computeUs: 0,
        totalUs: 3_000,
      },
    ]);
    expect(await usageTotals(viewer, day)).toEqual({
      requests: 3,
      inputs: 4,
      inputTokens: 30,
      cachedInputTokens: 8,
      amountPico: 22n * PRICE_PICO,
      currency: "USD",
      queueMs: 2,
      computeMs: 4,
      totalMs: 7,
    });
  });

  test("an empty span is all zero", async () => {
    const { viewer } = await teamWith([]);
    expect(await usageTotals(viewer, day)).toEqual({
      requests: 0,
      inputs: 0,
      inputTokens: 0,
      cachedInputTokens: 0,
      amountPico: 0n,
      currency: "USD",
      queueMs: 0,
      computeMs: 0,
      totalMs: 0,
    });
  });

  test("is exact at any ends of the span: what begins it belongs to it, what ends it does not", async () => {
    const moments = [
      "09:59:59.999",
      "10:00:00.000",
      "10:30:00.000",
      "11:15:00.000",
      "13:00:00.000",
      "13:20:00.000",
    ];
    const { viewer, records } = await teamWith(moments.map((moment) => ({ at: at(moment) })));
    for (const start of moments) {
      for (const end of [...moments, "13:20:00.001"]) {
        const [from, to] = [at(start), at(end)];
        if (from >= to) continue;
        const expected = records.filter((record) => record.at >= from && record.at < to).length;
        expect((await usageTotals(viewer, { from, to })).requests, `${start} to ${end}`).toBe(expected);
      }
    }
  });

  test("amounts beyond what a number holds stay exact", async () => {
    const { viewer } = await teamWith(
      Array.from({ length: 500 }, () => ({ at: at("10:00:00"), inputTokens: 2_147_483_647 })),
    );
    expect((await usageTotals(viewer, day)).amountPico).toBe(500n * 2_147_483_647n * PRICE_PICO);
  });

  test("by deployment, by key and by model", async () => {
    const [deploymentId, keyId] = [newId(), newId()];
    const { viewer } = await teamWith([
      { at: at("10:00:00"), deploymentId, keyId },
      { at: at("10:00:00"), deploymentId },
      { at: at("10:30:00"), keyId, modelName: "another" },
    ]);
    const count = async (filter: Partial<UsageFilter>) =>
      (await usageTotals(viewer, { ...day, ...filter })).requests;
    expect(await count({})).toBe(3);
    expect(await count({ deploymentId })).toBe(2);
    expect(await count({ keyId })).toBe(2);
    expect(await count({ keyId, deploymentId })).toBe(1);
    expect(await count({ modelName: "another" })).toBe(1);
    expect(await count({ deploymentId: newId() })).toBe(0);
  });

  test.each<[string, Partial<UsageFilter>]>([
    ["that ends before it begins", { to: new Date("2026-01-14T00:00:00Z") }],
    ["of more than 400 days", { from: new Date("2024-01-01T00:00:00Z") }],
    ["of a key that is no id", { keyId: "' OR true --" }],
  ])("a span %s is refused", async (_, change) => {
    const { viewer } = await teamWith([]);
    await expect(usageTotals(viewer, { ...day, ...change })).rejects.toMatchObject({
      kind: "invalid",
      code: "metering.filter_invalid",
    });
  });
});

describe("usageSeries", () => {
  const two = [
    { at: at("10:00:05"), modelName: "a" },
    { at: at("10:00:55"), modelName: "a" },
    { at: at("10:01:00"), modelName: "b" },
    { at: at("11:30:00"), modelName: "a" },
  ];

  test("by the minute, hour and day, grouped by model", async () => {
    const { viewer } = await teamWith(two);
    const series = async (bucket: "minute" | "hour" | "day", span: { from: Date; to: Date }) =>
      (await usageSeries(viewer, { ...span, bucket, groupBy: "model" })).map(
        (point) =>
          `${point.at.toISOString().slice(8, 16)} ${point.group} ${point.requests} ${point.inputTokens}`,
      );
    expect(await series("minute", { from: at("10:00:00"), to: at("11:00:00") })).toEqual([
      "15T10:00 a 2 24",
      "15T10:01 b 1 12",
    ]);
    expect(await series("hour", day)).toEqual(["15T10:00 a 2 24", "15T10:00 b 1 12", "15T11:00 a 1 12"]);
    expect(await series("day", day)).toEqual(["15T00:00 a 3 36", "15T00:00 b 1 12"]);
  });

  test("ungrouped there is one line without a name", async () => {
    const { viewer } = await teamWith(two);
    const points = await usageSeries(viewer, { ...day, bucket: "day", groupBy: "none" });
    expect(points).toEqual([{ at: day.from, group: "", requests: 4, inputTokens: 48, amountPico: 0n }]);
  });

  test("keys and deployments are named by their ids", async () => {
    const { viewer, records } = await teamWith([{ at: at("10:00:00") }]);
    const groups = async (groupBy: "key" | "deployment") =>
      (await usageSeries(viewer, { ...day, bucket: "hour", groupBy })).map(({ group }) => group);
    expect(await groups("key")).toEqual([records[0]?.keyId]);
    expect(await groups("deployment")).toEqual([records[0]?.deploymentId]);
  });

  test("beyond the 50 largest groups the rest is one, and nothing is lost", async () => {
    const largest = newId();
    const keys = [largest, largest, ...Array.from({ length: 60 }, newId)];
    const { viewer } = await teamWith(keys.map((keyId) => ({ at: at("10:00:00"), keyId })));
    const points = await usageSeries(viewer, { ...day, bucket: "day", groupBy: "key" });
    expect(points).toHaveLength(51);
    expect(points.find(({ group }) => group === largest)?.requests).toBe(2);
    expect(points.find(({ group }) => group === OTHER_GROUPS)?.requests).toBe(11);
  });

  test.each([
    ["minute", 3],
    ["hour", 24 * 33],
  ] as const)("a chart by the %s over %d hours is refused", async (bucket, hours) => {
    const { viewer } = await teamWith([]);
    const to = new Date(day.from.getTime() + hours * 3_600_000);
    const work = usageSeries(viewer, { from: day.from, to, bucket, groupBy: "none" });
    await expect(work).rejects.toMatchObject({ code: "metering.filter_invalid", param: "from" });
  });
});

describe("usageBy", () => {
  test("the largest first, each with its newest request to the millisecond", async () => {
    const { viewer } = await teamWith([
      { at: at("10:00:00.001"), modelName: "a" },
      { at: at("10:00:00.002"), modelName: "b" },
      { at: at("12:34:56.789"), modelName: "b", outcome: "cancelled" },
    ]);
    expect(await usageBy(viewer, day, "model")).toEqual([
      { group: "b", requests: 2, inputTokens: 24, amountPico: 0n, lastAt: at("12:34:56.789") },
      { group: "a", requests: 1, inputTokens: 12, amountPico: 0n, lastAt: at("10:00:00.001") },
    ]);
  });
});

describe("latency", () => {
  test("percentiles over answers alone", async () => {
    const answers = Array.from({ length: 101 }, (_, index) => ({
      at: at("10:00:00"),
      totalUs: index * 1_000,
      queueUs: 500,
      computeUs: 1_500,
    }));
    const { viewer } = await teamWith([
      ...answers,
      { at: at("10:00:00"), outcome: "failed", totalUs: 9_000_000 },
    ]);
    expect(await latency(viewer, day)).toEqual({ p50Ms: 50, p99Ms: 99, queueMs: 0.5, computeMs: 1.5 });
  });

  test("there is none where nothing was answered", async () => {
    const { viewer } = await teamWith([{ at: at("10:00:00"), outcome: "failed" }]);
    expect(await latency(viewer, day)).toBeNull();
  });
});

describe("listRequests", () => {
  test("pages hold each request once, newest first, though several came in one millisecond and more come meanwhile", async () => {
    const moments = ["10:00:00.000", "10:00:00.000", "10:00:00.000", "10:00:00.001", "09:00:00.000"];
    const { viewer, records } = await teamWith(moments.map((moment) => ({ at: at(moment) })));
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await listRequests(viewer, { ...day, limit: 2, after });
      expect(page.requests.length).toBeLessThanOrEqual(2);
      listed.push(...page.requests.map(({ id }) => id));
      after = page.next ?? undefined;
      await storeUsage(system, [exampleRecord({ teamId: viewer.actor.teamId, at: at("23:00:00") })]);
    } while (after !== undefined);

    const newestFirst = records.toSorted((a, b) => +b.at - +a.at || (a.id < b.id ? 1 : -1));
    expect(listed).toEqual(newestFirst.map(({ id }) => id));
  });

  test("a last page that is exactly full says that it is the last", async () => {
    const { viewer } = await teamWith([{ at: at("10:00:00") }, { at: at("10:00:00") }]);
    expect((await listRequests(viewer, { ...day, limit: 2 })).next).toBeNull();
  });

  test.each([
    ["a place that is none", { after: "yesterday", limit: 10 }],
    ["more than 100", { limit: 101 }],
    ["none at all", { limit: 0 }],
  ])("%s is refused", async (_, page) => {
    const { viewer } = await teamWith([]);
    await expect(listRequests(viewer, { ...day, ...page })).rejects.toMatchObject({
      code: "metering.filter_invalid",
    });
  });
});

describe("getRequest", () => {
  test("shows a request as it was sent and rated", async () => {
    const { viewer, records } = await teamWith([{ at: at("10:00:00") }]);
    const [record = exampleRecord()] = records;
    expect(await getRequest(viewer, { id: record.id })).toEqual({
      ...record,
      priceVersionId: expect.any(String),
      currency: "USD",
      amountPico: 12n * PRICE_PICO,
      receivedAt: clock.now(),
    });
  });

  test("another team's request looks like one that does not exist, and so does what is no id", async () => {
    const { viewer, others } = await teamWith([{ at: at("10:00:00") }]);
    const answers = await Promise.all(
      [others[0]?.id ?? "", newId(), "1; DROP TABLE usage_records"].map((id) =>
        getRequest(viewer, { id }).catch((error: Error) => ({ ...error, message: error.message })),
      ),
    );
    expect(answers[0]).toMatchObject({ kind: "not_found", code: "metering.no_such_request" });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });
});

test("a role that may not read usage reads none", async () => {
  const { stranger, records } = await teamWith([{ at: at("10:00:00") }]);
  const answers = await Promise.allSettled([
    usageTotals(stranger, day),
    usageSeries(stranger, { ...day, bucket: "day", groupBy: "none" }),
    usageBy(stranger, day, "model"),
    latency(stranger, day),
    listRequests(stranger, { ...day, limit: 1 }),
    getRequest(stranger, { id: records[0]?.id ?? "" }),
  ]);
  for (const answer of answers) {
    expect(answer).toMatchObject({ status: "rejected", reason: { code: "teams.not_allowed" } });
  }
});
