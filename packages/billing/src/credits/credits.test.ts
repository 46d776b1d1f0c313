import { newId } from "@millrace/kernel";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  at,
  balance,
  billedTeam,
  db,
  FEBRUARY,
  JANUARY,
  logOf,
  operator,
  requestOf,
  use,
} from "../billing.fixture.ts";
import { expireCredit, giveCredit, grantCredit, listCredit, setPrepaid } from "../index.ts";

const CENT = 10n ** 10n;
const NEW_YEAR = new Date("2026-01-01T00:00:00Z");

type Team = Awaited<ReturnType<typeof billedTeam>>;

const wanted = ({ teamId }: Team, cents: number, more: object = {}) => ({
  ...{ teamId, kind: "paid" as const, name: "Pack", amountPico: BigInt(cents) * CENT, operationId: newId() },
  ...more,
});
const grant = (team: Team, cents: number, more: object = {}) =>
  grantCredit(at(NEW_YEAR), wanted(team, cents, more));

/** Cents of each grant that are used, in the order of their names. */
async function used(team: Team): Promise<number[]> {
  const { grants } = await listCredit({ ...team.as("owner"), ...at(JANUARY) });
  const byName = grants.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  return byName.map(({ usedPico }) => Number(usedPico) / 1e10);
}

describe("credit", () => {
  test("is used by priority, then by what expires first, and what it does not cover is owed", async () => {
    const team = await billedTeam();
    await grant(team, 10, { name: "a", priority: 60 });
    await grant(team, 10, { name: "b" });
    await grant(team, 10, { name: "c", expiresAt: FEBRUARY });
    await grant(team, 10, { name: "d", expiresAt: NEW_YEAR, effectiveAt: new Date("2025-12-01T00:00:00Z") });
    await use([requestOf(team, { inputTokens: 15_000_000 })]);
    expect(await used(team)).toEqual([0, 5, 10, 0]);
    await use([requestOf(team, { inputTokens: 20_000_000 })]);
    expect(await used(team)).toEqual([10, 10, 10, 0]);
    expect(await balance(team, "receivable")).toBe(5);
  });

  test("that expires is gone, once, a little after its end", async () => {
    const team = await billedTeam();
    await grant(team, 10, { expiresAt: FEBRUARY });
    await use([requestOf(team, { inputTokens: 4_000_000 })]);
    await expireCredit(at(FEBRUARY));
    expect(await balance(team, "breakage")).toBe(0);
    for (let round = 0; round < 2; round++) await expireCredit(at(new Date(FEBRUARY.getTime() + 600_000)));
    expect(await balance(team, "breakage")).toBe(-6);
    expect(await used(team)).toEqual([10]);
  });

  test("however many draw on it at once, no pico is used twice and none is left behind", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 }),
        async (grants, requests) => {
          const team = await billedTeam();
          for (const [index, cents] of grants.entries()) await grant(team, cents, { name: String(index) });
          await Promise.all(
            requests.map((cents) => use([requestOf(team, { inputTokens: cents * 1_000_000 })])),
          );
          const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
          const drawn = Math.min(sum(grants), sum(requests));
          expect(sum(await used(team))).toBe(drawn);
          expect(await balance(team, "receivable")).toBe(sum(requests) - drawn);
        },
      ),
      { numRuns: 15 },
    );
  }, 60_000);

  test("by the same operation twice is one grant", async () => {
    const team = await billedTeam();
    const operationId = "payment:1";
    const [first, second] = [await grant(team, 10, { operationId }), await grant(team, 10, { operationId })];
    expect(second.id).toBe(first.id);
    expect(await balance(team, "cash")).toBe(10);
  });
});

describe("an operator", () => {
  test("gives credit, which the team reads in its log, once for each operation", async () => {
    const team = await billedTeam();
    const given = wanted(team, 500, { kind: "promotional", name: "Sorry" });
    for (let time = 0; time < 2; time++) await giveCredit(at(NEW_YEAR), operator(), given);
    expect(await listCredit({ ...team.as("billing"), ...at(JANUARY) })).toMatchObject({
      leftPico: 500n * CENT,
      grants: [{ kind: "promotional", name: "Sorry" }],
    });
    expect(await balance(team, "promotion")).toBe(500);
    expect(await logOf(team)).toEqual(["credit.give"]);
  });

  test("makes a team prepaid and takes its nodes' credit back, and undoes it", async () => {
    const team = await billedTeam();
    for (const measure of ["credit", "spend"])
      await db.sql(
        `INSERT INTO quota_leases (team_id, scope, scope_id, measure, period, starts_at, holder_id, node_id, granted, opened_at, answered_at)
         VALUES ($1, 'team', $1, $2, 'total', 'epoch', $3, $3, 1, now(), now())`,
        [team.teamId, measure, newId()],
      );
    const { teamId } = team;
    await setPrepaid(at(JANUARY), operator(), { teamId, isPrepaid: true });
    await setPrepaid(at(JANUARY), operator(), { teamId, isPrepaid: true });
    expect(await db.sql("SELECT is_prepaid FROM teams WHERE id = $1", [teamId])).toEqual([
      { is_prepaid: true },
    ]);
    expect(await db.sql("SELECT measure FROM quota_leases WHERE team_id = $1", [teamId])).toEqual([
      { measure: "spend" },
    ]);
    await setPrepaid(at(JANUARY), operator(), { teamId, isPrepaid: false });
    expect(await logOf(team)).toEqual(["team.set_prepaid", "team.set_prepaid"]);
  });

  test("is told of a team that is not there, and of what cannot be", async () => {
    const team = await billedTeam();
    const missing = { kind: "not_found", code: "billing.no_such_team" };
    const nowhere = { ...wanted(team, 1), teamId: newId() };
    await expect(giveCredit(at(JANUARY), operator(), nowhere)).rejects.toMatchObject(missing);
    await expect(grantCredit(at(JANUARY), nowhere)).rejects.toMatchObject(missing);
    await expect(
      setPrepaid(at(JANUARY), operator(), { teamId: newId(), isPrepaid: true }),
    ).rejects.toMatchObject(missing);
    for (const wrong of [{ amountPico: 0n }, { expiresAt: NEW_YEAR }, { name: " " }])
      await expect(giveCredit(at(JANUARY), operator(), wanted(team, 1, wrong))).rejects.toMatchObject({
        code: "billing.grant_invalid",
      });
    expect(await logOf(team)).toEqual([]);
  });

  test("is who may do so; to everybody else none of it exists", async () => {
    const team = await billedTeam();
    const nobody = operator({ isOperator: false });
    const nothing = { kind: "not_found", code: "teams.no_such_page" };
    await expect(giveCredit(at(JANUARY), nobody, wanted(team, 1))).rejects.toMatchObject(nothing);
    const { teamId } = team;
    await expect(setPrepaid(at(JANUARY), nobody, { teamId, isPrepaid: true })).rejects.toMatchObject(nothing);
    expect(await logOf(team)).toEqual([]);
  });
});
