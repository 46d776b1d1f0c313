import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { listPrices } from "./list-prices.ts";
import { loadPrices, loadPricesOf } from "./load-prices.ts";
import type { NewPrice } from "./price-version.ts";
import { publishPrice } from "./publish-price.ts";

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

describe("listPrices", () => {
  test("a role that may not read models reads no prices", async () => {
    const team = await makeTeam(db, clock);
    await expect(listPrices(team.as("stranger"))).rejects.toMatchObject({ kind: "forbidden" });
  });
});
