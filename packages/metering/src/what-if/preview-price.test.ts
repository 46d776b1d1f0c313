import { NO_ORIGIN, newId, periodOf } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { type NewPrice, publishPrice, type Quantities, type Rate } from "@millrace/prices";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { exampleRecord } from "../example-record.ts";
import { billable } from "../rules/billable.ts";
import { storeUsage } from "../store-usage.ts";
import { OUTCOMES, type UsageRecord } from "../usage-record.ts";
import { previewPrice } from "./preview-price.ts";

const db = await testDatabase();
const at = (text: string) => new Date(`2026-${text}:00Z`);
const clock = fakeClock(at("01-01T00:00"));
const ctx = { database: db.database, clock };
const april = fakeClock(at("04-10T12:00"));
const APRIL = { database: db.database, clock: april };

const session = operator();

function operator(isOperator = true): Session {
  return {
    id: newId(),
    person: { id: newId(), email: "operator@example.test", name: "Op" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt: clock.now(),
    isOperator,
    origin: NO_ORIGIN,
  };
}

let models = 0;
function newModel(): string {
  models += 1;
  return `what-if-${models}`;
}

/** By the unit, one after the other: each costs what the tier it lies in does, or all what the last one does. */
function costOneByOne({ pricePico, tiers }: Rate, quantity: bigint): bigint {
  const priceOf = (unit: bigint) =>
    (tiers?.tiers ?? []).reduce((price, tier) => (unit > tier.above ? tier.pricePico : price), pricePico);
  if (tiers?.mode === "volume") return quantity * priceOf(quantity);
  let cost = 0n;
  for (let unit = 1n; unit <= quantity; unit += 1n) cost += priceOf(unit);
  return cost;
}

function costOf(records: readonly UsageRecord[], rates: readonly Rate[]): bigint {
  const total: Required<Pick<Quantities, "request" | "input_token" | "cached_input_token" | "output_token">> =
    {
      request: 0n,
      input_token: 0n,
      cached_input_token: 0n,
      output_token: 0n,
    };
  for (const record of records) {
    const used = billable(record);
    total.request += used.request ?? 0n;
    total.input_token += used.input_token ?? 0n;
    total.cached_input_token += used.cached_input_token ?? 0n;
    total.output_token += used.output_token ?? 0n;
  }
  return rates.reduce((sum, rate) => {
    const quantities: Quantities = total;
    return sum + costOneByOne(rate, quantities[rate.unit] ?? 0n);
  }, 0n);
}

/** Of every outcome, with and without what the cache knew, on every day of a month and the days around it. */
function recordsOf(teamId: string, modelName: string): UsageRecord[] {
  return Array.from({ length: 110 }, (_, index) =>
    exampleRecord({
      teamId,
      modelName,
      at: new Date(at("02-27T09:17").getTime() + index * 8 * 3_600_000),
      outcome: OUTCOMES[index % OUTCOMES.length],
      inputTokens: 5 + (index % 17),
      cachedInputTokens: index % 5,
      outputTokens: index % 3,
    }),
  );
}

const isMarch = ({ at: moment }: UsageRecord) => moment >= at("03-01T00:00") && moment < at("04-01T00:00");

const FLAT: Rate[] = [
  { unit: "request", pricePico: 1_000n },
  { unit: "input_token", pricePico: 30n },
];
const GRADUATED: Rate[] = [
  {
    unit: "input_token",
    pricePico: 40n,
    tiers: { mode: "graduated", tiers: [{ above: 90n, pricePico: 25n }] },
  },
  { unit: "cached_input_token", pricePico: 4n },
];
const VOLUME: Rate[] = [
  {
    unit: "request",
    pricePico: 900n,
    tiers: {
      mode: "volume",
      tiers: [
        { above: 10n, pricePico: 800n },
        { above: 20n, pricePico: 0n },
      ],
    },
  },
  {
    unit: "input_token",
    pricePico: 41n,
    tiers: {
      mode: "graduated",
      tiers: [
        { above: 100n, pricePico: 20n },
        { above: 300n, pricePico: 1n },
      ],
    },
  },
  { unit: "output_token", pricePico: 7n },
];

function price(modelName: string, rates: Rate[], more: Partial<NewPrice> = {}): NewPrice {
  return { modelName, currency: "USD", effectiveFrom: at("05-01T00:00"), rates, ...more };
}

describe("previewPrice", () => {
  test("sets a month under a new price against what was charged, to the pico, whatever the outcomes and tiers", async () => {
    const modelName = newModel();
    const [left, right] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    await publishPrice(ctx, price(modelName, FLAT, { effectiveFrom: at("01-01T00:00") }));
    await publishPrice(ctx, price(modelName, GRADUATED, { effectiveFrom: at("03-12T07:30") }));
    const records = [
      ...recordsOf(left.teamId, modelName),
      ...recordsOf(right.teamId, modelName).slice(40, 60),
    ];
    await storeUsage(ctx, records);

    const preview = await previewPrice(APRIL, session, { price: price(modelName, VOLUME) });

    const march = records.filter(isMarch);
    const expected = [left, right].map(({ teamId }) => {
      const own = march.filter((record) => record.teamId === teamId);
      const before = own.filter((record) => record.at < at("03-12T07:30"));
      const since = own.filter((record) => record.at >= at("03-12T07:30"));
      return {
        teamId,
        handle: expect.any(String),
        name: expect.any(String),
        beforePico: costOf(before, FLAT) + costOf(since, GRADUATED),
        afterPico: costOf(own, VOLUME),
      };
    });
    expect(expected.map(({ beforePico }) => beforePico > 0n)).toEqual([true, true]);
    expect(preview).toEqual({
      period: periodOf(at("03-15T00:00")),
      teamCount: 2,
      teams: expect.arrayContaining(expected),
      beforePico: expected.reduce((sum, { beforePico }) => sum + beforePico, 0n),
      afterPico: expected.reduce((sum, { afterPico }) => sum + afterPico, 0n),
    });
  });

  test("what costs nothing yet is set against nothing", async () => {
    const modelName = newModel();
    const { teamId } = await makeTeam(db, clock);
    const records = recordsOf(teamId, modelName);
    await storeUsage(ctx, records);
    // The first price may begin in the past; what was stored before it stays free.
    await publishPrice(ctx, price(modelName, GRADUATED, { effectiveFrom: at("01-01T00:00") }));
    const input = { price: price(modelName, FLAT), month: at("03-20T00:00") };
    expect(await previewPrice(APRIL, session, input)).toMatchObject({
      beforePico: 0n,
      afterPico: costOf(records.filter(isMarch), FLAT),
    });
  });

  test("a price for everybody leaves out whoever has one of their own by then; a team's is for that team alone", async () => {
    const modelName = newModel();
    const [own, common] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    await publishPrice(ctx, price(modelName, FLAT, { effectiveFrom: at("01-01T00:00") }));
    const special = price(modelName, FLAT, { teamId: own.teamId, effectiveFrom: at("04-20T00:00") });
    await publishPrice(ctx, special);
    await storeUsage(
      ctx,
      [own, common].map(({ teamId }) => exampleRecord({ teamId, modelName, at: at("03-05T00:00") })),
    );
    const teamsOf = async (wanted: NewPrice) =>
      (await previewPrice(APRIL, session, { price: wanted })).teams.map(({ teamId }) => teamId).sort();

    expect(await teamsOf(price(modelName, VOLUME))).toEqual([common.teamId]);
    expect(await teamsOf(price(modelName, VOLUME, { effectiveFrom: at("04-15T00:00") }))).toEqual(
      [own.teamId, common.teamId].sort(),
    );
    expect(await teamsOf(price(modelName, VOLUME, { teamId: own.teamId }))).toEqual([own.teamId]);
  });

  test("teams that pay in another currency, and other models, are not in it", async () => {
    const modelName = newModel();
    const { teamId } = await makeTeam(db, clock);
    await storeUsage(ctx, [exampleRecord({ teamId, modelName, at: at("03-05T00:00") })]);
    const inEuros = { price: price(modelName, FLAT, { currency: "EUR" }) };
    expect(await previewPrice(APRIL, session, inEuros)).toMatchObject({
      teamCount: 0,
      teams: [],
      afterPico: 0n,
    });
    expect(await previewPrice(APRIL, session, { price: price(newModel(), FLAT) })).toMatchObject({
      teamCount: 0,
    });
  });

  test("nothing is published by looking", async () => {
    const modelName = newModel();
    await previewPrice(APRIL, session, { price: price(modelName, FLAT) });
    expect(await db.sql("SELECT id FROM price_versions WHERE model_name = $1", [modelName])).toEqual([]);
  });

  test("to whoever is no operator it does not exist, and a price that could not be published has no preview", async () => {
    const wanted = { price: price(newModel(), FLAT) };
    await expect(previewPrice(APRIL, operator(false), wanted)).rejects.toMatchObject({ kind: "not_found" });
    const rising: Rate = {
      unit: "request",
      pricePico: 1n,
      tiers: { mode: "volume", tiers: [{ above: 1n, pricePico: 2n }] },
    };
    await expect(previewPrice(APRIL, session, { price: price("a", [rising]) })).rejects.toMatchObject({
      kind: "invalid",
      code: "metering.preview_invalid",
    });
  });
});
