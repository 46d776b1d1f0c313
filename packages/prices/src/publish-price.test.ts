import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { listAllPrices, listPrices } from "./list-prices.ts";
import { loadPrices, loadPricesOf } from "./load-prices.ts";
import type { NewPrice } from "./price-version.ts";
import { operator } from "./prices.fixture.ts";
import { publishPrice, publishPriceAs } from "./publish-price.ts";

const db = await testDatabase();
const clock = fakeClock(new Date("2026-03-10T12:00:00Z"));
const ctx = { database: db.database, clock };
const past = new Date("2026-01-01T00:00:00Z");
const tomorrow = new Date("2026-03-11T00:00:00Z");

let models = 0;
function price(changes: Partial<NewPrice> = {}): NewPrice {
  models += 1;
  return {
    modelName: `model-${models}`,
    currency: "USD",
    effectiveFrom: past,
    rates: [
      { unit: "request", pricePico: 1_000n },
      { unit: "input_token", pricePico: 20_000n },
    ],
    ...changes,
  };
}

describe("publishPrice", () => {
  test("a published price is what every team and the system read", async () => {
    const team = await makeTeam(db, clock);
    const version = await publishPrice(ctx, price());

    expect(await listPrices(team.as("viewer"), { modelName: version.modelName })).toEqual([version]);
    expect(await loadPrices(ctx)).toContainEqual(version);
    expect(
      await db.database.inSystem((tx) => loadPricesOf(tx, { modelNames: [version.modelName], teamIds: [] })),
    ).toEqual([version]);
  });

  test("a later version stands before the earlier one and leaves it as it was", async () => {
    const team = await makeTeam(db, clock);
    const first = await publishPrice(ctx, price());
    const second = await publishPrice(ctx, price({ modelName: first.modelName, effectiveFrom: tomorrow }));

    expect(await listPrices(team.as("viewer"), { modelName: first.modelName })).toEqual([second, first]);
  });

  test("a version that would change the past is refused", async () => {
    const { modelName } = await publishPrice(ctx, price());
    const work = publishPrice(ctx, price({ modelName, effectiveFrom: new Date("2026-02-01T00:00:00Z") }));
    await expect(work).rejects.toMatchObject({ kind: "conflict", code: "prices.past_is_fixed" });
  });

  test("publishing the same version twice at once leaves one", async () => {
    const same = price();
    const [left, right] = await Promise.all([publishPrice(ctx, same), publishPrice(ctx, same)]);
    expect(left).toEqual(right);
    expect(
      await db.sql("SELECT id FROM price_versions WHERE model_name = $1", [same.modelName]),
    ).toHaveLength(1);
  });

  test.each<[string, Partial<NewPrice>]>([
    ["a currency that is none", { currency: "usd" }],
    ["no rate", { rates: [] }],
    ["a negative price", { rates: [{ unit: "request", pricePico: -1n }] }],
    ["a price whose amounts would not fit", { rates: [{ unit: "input_token", pricePico: 10n ** 12n }] }],
    [
      "two prices for one unit",
      {
        rates: [
          { unit: "request", pricePico: 1n },
          { unit: "request", pricePico: 2n },
        ],
      },
    ],
  ])("%s is refused", async (_, changes) => {
    await expect(publishPrice(ctx, price(changes))).rejects.toMatchObject({
      kind: "invalid",
      code: "prices.price_invalid",
    });
  });

  test.each(["UPDATE price_rates SET price_pico = 0", "DELETE FROM price_versions"])(
    "history cannot be rewritten: %s is refused to the system as well",
    async (statement) => {
      await publishPrice(ctx, price());
      const work = db.database.inSystem((tx) => tx.$executeRawUnsafe(statement));
      await expect(work).rejects.toThrow(/permission denied/);
    },
  );
});

describe("tiers", () => {
  const tiered = (mode: "graduated" | "volume"): NewPrice["rates"] => [
    { unit: "request", pricePico: 0n },
    {
      unit: "input_token",
      pricePico: 20_000n,
      tiers: {
        mode,
        tiers: [
          { above: 10n ** 9n, pricePico: 15_000n },
          { above: 10n ** 12n, pricePico: 0n },
        ],
      },
    },
  ];

  test.each(["graduated", "volume"] as const)("%s ones come back as they were published", async (mode) => {
    const team = await makeTeam(db, clock);
    const version = await publishPrice(ctx, price({ rates: tiered(mode) }));
    expect(version.rates).toEqual(tiered(mode));
    expect(await listPrices(team.as("viewer"), { modelName: version.modelName })).toEqual([version]);
    const again = { ...version, id: undefined };
    expect(await publishPrice(ctx, again)).toEqual(version);
  });

  test.each([
    ["dearer than the price", [{ above: 5n, pricePico: 11n }]],
    [
      "dearer than the tier before",
      [
        { above: 5n, pricePico: 8n },
        { above: 9n, pricePico: 9n },
      ],
    ],
    [
      "out of order",
      [
        { above: 9n, pricePico: 8n },
        { above: 5n, pricePico: 7n },
      ],
    ],
    [
      "in one place",
      [
        { above: 9n, pricePico: 8n },
        { above: 9n, pricePico: 7n },
      ],
    ],
    ["from nothing on", [{ above: 0n, pricePico: 8n }]],
    ["below zero", [{ above: 5n, pricePico: -1n }]],
    ["none", []],
  ])("tiers that are %s are refused", async (_, tiers) => {
    const rates = [{ unit: "request" as const, pricePico: 10n, tiers: { mode: "volume" as const, tiers } }];
    await expect(publishPrice(ctx, price({ rates }))).rejects.toMatchObject({ code: "prices.price_invalid" });
  });
});

describe("a team's own price", () => {
  test("is read by that team and the system, and by nobody else", async () => {
    const [own, other] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    const common = await publishPrice(ctx, price());
    const { modelName } = common;
    const special = await publishPrice(
      ctx,
      price({
        modelName,
        teamId: own.teamId,
        effectiveFrom: tomorrow,
        rates: [{ unit: "request", pricePico: 1n }],
      }),
    );
    expect(await listPrices(own.as("viewer"), { modelName })).toEqual([special, common]);
    expect(await listPrices(other.as("owner"), { modelName })).toEqual([common]);
    const loaded = (teamIds: string[]) =>
      db.database.inSystem((tx) => loadPricesOf(tx, { modelNames: [modelName], teamIds }));
    expect(await loaded([own.teamId, other.teamId])).toEqual([special, common]);
    expect(await loaded([other.teamId])).toEqual([common]);
    const rates = await db.database.inTeam(other.teamId, (tx) =>
      tx.priceRate.findMany({ where: { priceVersionId: special.id } }),
    );
    expect(rates).toEqual([]);
  });

  test("does not reach back where everybody has a price already", async () => {
    const { teamId } = await makeTeam(db, clock);
    const { modelName } = await publishPrice(ctx, price());
    await expect(publishPrice(ctx, price({ modelName, teamId }))).rejects.toMatchObject({
      code: "prices.past_is_fixed",
    });
  });

  test("is in the currency that the team pays in, and for a team that is there", async () => {
    const { teamId } = await makeTeam(db, clock);
    await expect(publishPrice(ctx, price({ teamId, currency: "EUR" }))).rejects.toMatchObject({
      kind: "invalid",
      code: "prices.currency_differs",
    });
    await expect(publishPrice(ctx, price({ teamId: newId() }))).rejects.toMatchObject({
      kind: "not_found",
      code: "prices.no_such_team",
    });
  });
});

describe("publishPriceAs", () => {
  const columns = "SELECT created_by FROM price_versions WHERE id = $1";

  test("names the operator; a team reads of its own price in its log, once", async () => {
    const { teamId } = await makeTeam(db, clock);
    const session = operator();
    const wanted = price({ teamId });
    const version = await publishPriceAs(ctx, session, wanted);
    await publishPriceAs(ctx, session, wanted);
    expect(await db.sql(columns, [version.id])).toEqual([{ created_by: session.person.id }]);
    const log = "SELECT verb, actor_role, subject_id, after FROM audit_entries WHERE team_id = $1";
    expect(await db.sql(log, [teamId])).toEqual([
      {
        verb: "price.publish",
        actor_role: "operator",
        subject_id: version.id,
        after: {
          modelName: version.modelName,
          currency: "USD",
          effectiveFrom: past.toISOString(),
          prices: [
            { unit: "request", price: "0.000000001" },
            { unit: "input_token", price: "0.00000002" },
          ],
        },
      },
    ]);
  });

  test("everybody's price is in no team's log", async () => {
    const session = operator();
    const version = await publishPriceAs(ctx, session, price());
    expect(await db.sql(columns, [version.id])).toEqual([{ created_by: session.person.id }]);
    expect(await db.sql("SELECT 1 FROM audit_entries WHERE subject_id = $1", [version.id])).toEqual([]);
    expect(await listAllPrices(ctx, session)).toContainEqual(version);
  });

  test("to others it does not exist", async () => {
    const nobody = operator(false);
    await expect(publishPriceAs(ctx, nobody, price())).rejects.toMatchObject({ kind: "not_found" });
    await expect(listAllPrices(ctx, nobody)).rejects.toMatchObject({ kind: "not_found" });
  });
});

describe("listPrices", () => {
  test("a role that may not read models reads no prices", async () => {
    const team = await makeTeam(db, clock);
    await expect(listPrices(team.as("stranger"))).rejects.toMatchObject({ kind: "forbidden" });
  });
});
