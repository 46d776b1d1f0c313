import { newId } from "@millrace/kernel";
import { fakeClock } from "@millrace/testing";
import { expect, test } from "vitest";
import { logOf } from "../billing.fixture.ts";
import { findSubscription, getSubscription, type Subscription, saveSubscription } from "../index.ts";
import { billedTeam, db, includedOf, offerPlan, phasesOf } from "./plans.fixture.ts";

const JANUARY_10 = new Date("2026-01-10T00:00:00Z");
const JANUARY_20 = new Date("2026-01-20T00:00:00Z");
const FEBRUARY_1 = new Date("2026-02-01T00:00:00Z");
const MARCH_1 = new Date("2026-03-01T00:00:00Z");

function stripeSubscription(teamId: string, planName: string): Subscription {
  return {
    ...{ teamId, id: newId(), state: "active", planName, nextPlanName: null, cancelAt: null },
    ...{ pastDueSince: null, provider: "stripe", providerId: `sub_${newId()}` },
    ...{ currentPeriodStart: JANUARY_10, currentPeriodEnd: FEBRUARY_1, startedAt: JANUARY_10, endedAt: null },
  };
}

function save(wanted: Subscription, moment = JANUARY_20): Promise<Subscription> {
  return db.database.inSystem((tx) => saveSubscription(tx, wanted, { clock: fakeClock(moment) }));
}

test("the same state again, under whatever id, changes nothing", async () => {
  const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 100n })];
  const wanted = stripeSubscription(team.teamId, planName);
  const saved = await save(wanted);
  expect(await save({ ...wanted, id: newId() })).toEqual(saved);
  expect(await getSubscription(team.as("owner"))).toEqual(saved);
  expect(await logOf(team)).toEqual(["plan.choose"]);
  expect(await includedOf(team)).toHaveLength(1);
});

test("one that has ended does not come back to life, and makes room for the next", async () => {
  const [team, planName] = [await billedTeam(), await offerPlan()];
  const wanted = stripeSubscription(team.teamId, planName);
  await save(wanted);
  const ended = await save({ ...wanted, state: "canceled", endedAt: JANUARY_20 });
  expect(await save(wanted, FEBRUARY_1)).toEqual(ended);
  expect(await phasesOf(team)).toEqual([`${planName} 2026-01-10 2026-01-20`]);
  await save(stripeSubscription(team.teamId, planName), FEBRUARY_1);
  expect(await db.database.inSystem((tx) => findSubscription(tx, team.teamId))).not.toBeNull();
});

test("one that is known only after its end is kept as ended", async () => {
  const [team, planName] = [await billedTeam(), await offerPlan()];
  const wanted = stripeSubscription(team.teamId, planName);
  await save({ ...wanted, state: "incomplete_expired", endedAt: null });
  await save(wanted);
  expect(await getSubscription(team.as("owner"))).toBeNull();
  expect(await phasesOf(team)).toEqual([]);
});

test("a second one that has not ended is refused", async () => {
  const [team, planName] = [await billedTeam(), await offerPlan()];
  await save(stripeSubscription(team.teamId, planName));
  await expect(save(stripeSubscription(team.teamId, planName))).rejects.toMatchObject({
    kind: "conflict",
    code: "billing.has_plan",
  });
});

test("a plan that a new period brought begins with the period, another one when it is told", async () => {
  const [team, first, second, third] = [
    await billedTeam(),
    await offerPlan(),
    await offerPlan(),
    await offerPlan(),
  ];
  const wanted = stripeSubscription(team.teamId, first);
  await save(wanted);
  const next = { ...wanted, planName: second, currentPeriodStart: FEBRUARY_1, currentPeriodEnd: MARCH_1 };
  await save(next, new Date("2026-02-02T00:00:00Z"));
  await save({ ...next, planName: third }, new Date("2026-02-11T00:00:00Z"));
  expect(await phasesOf(team)).toEqual([
    `${first} 2026-01-10 2026-02-01`,
    `${second} 2026-02-01 2026-02-11`,
    `${third} 2026-02-11 …`,
  ]);
});

test("a plan that is not paid for yet has no phase, and has had one since its start once it is", async () => {
  const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 100n })];
  const wanted = stripeSubscription(team.teamId, planName);
  await save({ ...wanted, state: "incomplete" });
  expect([await phasesOf(team), await includedOf(team)]).toEqual([[], []]);
  await save(wanted);
  expect(await phasesOf(team)).toEqual([`${planName} 2026-01-10 …`]);
  expect(await includedOf(team)).toHaveLength(1);
});

test("what is overdue is so since it was first told", async () => {
  const [team, planName] = [await billedTeam(), await offerPlan()];
  const wanted = stripeSubscription(team.teamId, planName);
  await save({ ...wanted, state: "past_due" });
  expect(await save({ ...wanted, state: "past_due" }, FEBRUARY_1)).toMatchObject({
    pastDueSince: JANUARY_20,
  });
  expect(await save(wanted, FEBRUARY_1)).toMatchObject({ state: "active", pastDueSince: null });
  expect(await logOf(team)).toEqual(["plan.choose", "plan.update"]);
});
