import { derivedId, newId } from "@millrace/kernel";
import { publishPrice } from "@millrace/prices";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { exampleRecord } from "./example-record.ts";
import { storeUsage } from "./store-usage.ts";
import { encodeRecord, payloadHash, type UsageRecord } from "./usage-record.ts";

const db = await testDatabase();
const clock = fakeClock(new Date("2026-01-15T10:00:02Z"));
const ctx = { database: db.database, clock };
const PRICE_PICO = 20_000n;

beforeAll(async () => {
  await publishPrice(ctx, {
    modelName: "millrace-embed",
    currency: "USD",
    effectiveFrom: new Date("2026-01-01T00:00:00Z"),
    rates: [{ unit: "input_token", pricePico: PRICE_PICO }],
  });
});

const stored = (teamId: string) => db.sql("SELECT * FROM usage_records WHERE team_id = $1", [teamId]);

/** Both rollups, and the same figures added up from the records; they must never differ. */
async function bothSums(teamId: string): Promise<[unknown[], unknown[]]> {
  const [hours, days] = [await sumsBy(teamId, "hour"), await sumsBy(teamId, "day")];
  return [
    [...hours.rollup, ...days.rollup],
    [...hours.records, ...days.records],
  ];
}

async function sumsBy(
  teamId: string,
  unit: "hour" | "day",
): Promise<{ rollup: unknown[]; records: unknown[] }> {
  const key = `${unit}, deployment_id, key_id, model_name, outcome`;
  const rollup = await db.sql(
    `SELECT ${key}, requests, inputs, input_tokens, cached_input_tokens, amount_pico, queue_us, compute_us, total_us, last_at
     FROM usage_${unit}s WHERE team_id = $1 ORDER BY ${key}`,
    [teamId],
  );
  const records = await db.sql(
    `SELECT date_trunc('${unit}', at, 'UTC') AS ${unit}, deployment_id, key_id, model_name, outcome, count(*) AS requests,
       sum(inputs) AS inputs, sum(input_tokens) AS input_tokens, sum(cached_input_tokens) AS cached_input_tokens,
       sum(amount_pico) AS amount_pico, sum(queue_us) AS queue_us,
       sum(compute_us) AS compute_us, sum(total_us) AS total_us, max(at) AS last_at
     FROM usage_records WHERE team_id = $1 GROUP BY 1, 2, 3, 4, 5 ORDER BY ${key}`,
    [teamId],
  );
  return { rollup, records };
}

describe("storeUsage", () => {
  test("a record is stored as it was sent, rated, and counted in its hour", async () => {
    const { teamId } = await makeTeam(db, clock);
    const record = exampleRecord({ teamId, inputTokens: 12, cachedInputTokens: 5 });

    expect(await storeUsage(ctx, [record])).toEqual({
      stored: 1,
      repeated: 0,
      conflicting: [],
      superseded: [],
      leftOut: 0,
    });

    expect(await stored(teamId)).toEqual([
      {
        team_id: teamId,
        id: record.id,
        at: record.at,
        node_id: record.nodeId,
        key_id: record.keyId,
        deployment_id: record.deploymentId,
        model_name: "millrace-embed",
        model_version_id: record.modelVersionId,
        task: "feature-extraction",
        outcome: "answered",
        inputs: 1,
        input_tokens: 12,
        cached_input_tokens: 5,
        output_tokens: 0,
        holder_id: null,
        charge_id: expect.any(String),
        price_version_id: expect.any(String),
        currency: "USD",
        amount_pico: String(7n * PRICE_PICO),
        queue_us: 300,
        compute_us: 4_000,
        total_us: 4_800,
        batch_rows: 8,
        payload_hash: Buffer.from(payloadHash(encodeRecord(record)), "hex"),
        received_at: clock.now(),
      },
    ]);
    const [rollup, records] = await bothSums(teamId);
    expect(rollup).toEqual(records);
  });

  test("the same records again change nothing, in another batch or in the same", async () => {
    const { teamId } = await makeTeam(db, clock);
    const records = [exampleRecord({ teamId }), exampleRecord({ teamId })];
    await storeUsage(ctx, records);
    const before = await bothSums(teamId);

    const again = [...records, ...records, exampleRecord({ teamId })];
    expect(await storeUsage(ctx, again)).toEqual({
      stored: 1,
      repeated: 4,
      conflicting: [],
      superseded: [],
      leftOut: 0,
    });

    expect(before[0]).toHaveLength(2 * 2);
    const [rollup, sums] = await bothSums(teamId);
    expect(rollup).toHaveLength(2 * 3);
    expect(rollup).toEqual(sums);
  });

  test("the same id with other contents is refused, kept aside, and reported each time", async () => {
    const { teamId } = await makeTeam(db, clock);
    const record = exampleRecord({ teamId });
    const forged = { ...record, inputTokens: 1 };
    await storeUsage(ctx, [record]);

    const answer = { stored: 0, repeated: 0, conflicting: [record.id], superseded: [], leftOut: 0 };
    expect(await storeUsage(ctx, [forged])).toEqual(answer);
    expect(await storeUsage(ctx, [forged])).toEqual(answer);

    expect(await stored(teamId)).toMatchObject([{ input_tokens: 12 }]);
    const kept = await db.sql("SELECT record_id, payload FROM usage_conflicts WHERE team_id = $1", [teamId]);
    expect(kept).toEqual([{ record_id: record.id, payload: expect.objectContaining({ inputTokens: 1 }) }]);
    expect(Object.keys(Object(kept[0]?.payload)).sort()).toEqual(Object.keys(record).sort());
    const [rollup, sums] = await bothSums(teamId);
    expect(rollup).toEqual(sums);
  });

  test("retries of one request under one Idempotency-Key are one record, without an alarm", async () => {
    const team = await makeTeam(db, clock);
    const id = derivedId(team.teamId, "retry");
    const first = exampleRecord({ teamId: team.teamId, id, totalUs: 1 });
    const retries = [
      { ...first, totalUs: 2 },
      { ...first, totalUs: 3, inputTokens: 9 },
    ];
    expect(await storeUsage(ctx, [first, ...retries])).toMatchObject({
      stored: 1,
      conflicting: [],
      superseded: [id, id],
    });
    expect(await storeUsage(ctx, retries)).toMatchObject({ stored: 0, superseded: [id, id] });
    expect(await storeUsage(ctx, [first])).toMatchObject({ repeated: 1, superseded: [] });
    expect(await db.sql("SELECT total_us FROM usage_records WHERE id = $1", [id])).toEqual([{ total_us: 1 }]);
    expect(await db.sql("SELECT 1 FROM usage_conflicts WHERE record_id = $1", [id])).toEqual([]);
  });

  test("of two records with one id in one batch the first counts", async () => {
    const { teamId } = await makeTeam(db, clock);
    const first = exampleRecord({ teamId });
    const second = { ...first, inputTokens: 999 };
    expect(await storeUsage(ctx, [first, second])).toEqual({
      stored: 1,
      repeated: 0,
      conflicting: [first.id],
      superseded: [],
      leftOut: 0,
    });
    expect(await stored(teamId)).toMatchObject([{ input_tokens: 12 }]);
  });

  test("a record that comes late is counted in its own hour, at the price of that hour", async () => {
    const { teamId } = await makeTeam(db, clock);
    await storeUsage(ctx, [
      exampleRecord({ teamId, at: new Date("2025-12-31T23:59:59.999Z") }),
      exampleRecord({ teamId, at: new Date("2026-01-01T00:00:00.000Z") }),
    ]);
    const hours = await db.sql("SELECT hour, amount_pico FROM usage_hours WHERE team_id = $1 ORDER BY hour", [
      teamId,
    ]);
    expect(hours).toEqual([
      { hour: new Date("2025-12-31T23:00:00Z"), amount_pico: "0" },
      { hour: new Date("2026-01-01T00:00:00Z"), amount_pico: String(12n * PRICE_PICO) },
    ]);
  });

  test("a record is accepted though its key and deployment are gone", async () => {
    const { teamId } = await makeTeam(db, clock);
    await storeUsage(ctx, [exampleRecord({ teamId })]);
    expect(await stored(teamId)).toHaveLength(1);
  });

  test("usage of a team that is gone does not come back, and holds up nobody else's", async () => {
    const { teamId } = await makeTeam(db, clock);
    const late = exampleRecord();
    const answer = { stored: 1, repeated: 0, conflicting: [], superseded: [], leftOut: 1 };
    expect(await storeUsage(ctx, [late, exampleRecord({ teamId })])).toEqual(answer);
    expect(await stored(late.teamId)).toEqual([]);
    expect(await stored(teamId)).toHaveLength(1);
  });

  test("many nodes that send overlapping batches for the same hour leave each record once", async () => {
    const { teamId } = await makeTeam(db, clock);
    const [deployments, keys] = [
      [newId(), newId()],
      [newId(), newId(), newId()],
    ];
    const records = Array.from({ length: 240 }, (_, index) =>
      exampleRecord({ teamId, deploymentId: deployments[index % 2], keyId: keys[index % 3] }),
    );
    const batches = Array.from({ length: 12 }, (_, index) => rotated(records, index * 20).slice(0, 80));

    const answers = await Promise.all(batches.map((batch) => storeUsage(ctx, batch)));

    expect(answers.reduce((sum, answer) => sum + answer.stored, 0)).toBe(240);
    expect(answers.flatMap(({ conflicting }) => conflicting)).toEqual([]);
    const [rollup, sums] = await bothSums(teamId);
    expect(rollup).toHaveLength(2 * 6);
    expect(rollup).toEqual(sums);
  });

  test("nothing is stored of a batch that fails", async () => {
    const { teamId } = await makeTeam(db, clock);
    const broken = { ...exampleRecord({ teamId }), inputs: -1 };
    await expect(storeUsage(ctx, [exampleRecord({ teamId }), broken])).rejects.toThrow();
    expect(await stored(teamId)).toEqual([]);
    expect(await bothSums(teamId)).toEqual([[], []]);
  });

  test("a table that somebody holds locked makes it give up rather than hang", async () => {
    const { teamId } = await makeTeam(db, clock);
    const [locked, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holder = db.database.inSystem(async (tx) => {
      await tx.$executeRaw`LOCK TABLE usage_hours IN ACCESS EXCLUSIVE MODE`;
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    await expect(storeUsage(ctx, [exampleRecord({ teamId })])).rejects.toThrow(/lock timeout/);
    release.resolve();
    await holder;
    expect(await stored(teamId)).toEqual([]);
  });

  test("no batch is too small, one can be too large", async () => {
    expect(await storeUsage(ctx, [])).toEqual({
      stored: 0,
      repeated: 0,
      conflicting: [],
      superseded: [],
      leftOut: 0,
    });
    const records = Array.from({ length: 1_001 }, () => exampleRecord());
    await expect(storeUsage(ctx, records)).rejects.toMatchObject({ code: "metering.too_many_records" });
  });
});

function rotated(records: UsageRecord[], by: number): UsageRecord[] {
  return [...records.slice(by), ...records.slice(0, by)];
}
