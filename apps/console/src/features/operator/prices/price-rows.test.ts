import type { PriceVersion } from "@millrace/prices";
import { expect, test } from "vitest";
import { priceRows } from "./price-rows.ts";

const AT = new Date("2026-03-10T00:00:00Z");
const version = (changes: Partial<PriceVersion>): PriceVersion => ({
  id: "1",
  teamId: null,
  modelName: "a",
  currency: "USD",
  effectiveFrom: new Date("2026-01-01T00:00:00Z"),
  rates: [{ unit: "request", pricePico: 1n }],
  ...changes,
});
const known = { modelNames: ["a", "b"], teams: [{ id: "t", name: "Acme" }], currency: "USD", at: AT };

test("each model has what is in force and what is to come, soonest first; a team's own stands below", () => {
  const [now, april, may] = [
    version({ id: "2", effectiveFrom: AT }),
    version({ id: "3", effectiveFrom: new Date("2026-04-01T00:00:00Z") }),
    version({ id: "4", effectiveFrom: new Date("2026-05-01T00:00:00Z") }),
  ];
  const own = version({ id: "5", teamId: "t" });
  const rows = priceRows([may, april, now, version({}), own], known);
  expect(rows).toEqual([
    expect.objectContaining({ modelName: "a", teamName: null, inForce: now, toCome: [april, may] }),
    expect.objectContaining({ modelName: "a", teamName: "Acme", inForce: own, toCome: [] }),
    expect.objectContaining({ modelName: "b", teamName: null, inForce: null, toCome: [] }),
  ]);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(3);
});

test("a team whose own price is to come pays what every team does, where there is such a price", () => {
  const own = version({ id: "5", teamId: "t", effectiveFrom: new Date("2026-04-01T00:00:00Z") });
  const rowOf = (versions: PriceVersion[]) =>
    priceRows(versions, known).find(({ teamName, modelName }) => teamName !== null && modelName === "a");
  expect(rowOf([own, version({})])).toMatchObject({ inForce: null, paysCommon: true, toCome: [own] });
  expect(rowOf([own])).toMatchObject({ inForce: null, paysCommon: false });
});

test("a model that is gone from the catalogue keeps its price, and one that only a team pays for has none for every team", () => {
  const rows = priceRows([version({ modelName: "z" }), version({ modelName: "b", teamId: "t" })], known);
  expect(rows.map(({ modelName, teamName, inForce }) => [modelName, teamName, inForce === null])).toEqual([
    ["a", null, true],
    ["b", null, true],
    ["b", "Acme", false],
    ["z", null, false],
  ]);
});
