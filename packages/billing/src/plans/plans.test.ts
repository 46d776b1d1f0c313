import { describe, expect, test } from "vitest";
import { balance, logOf, requestOf, use } from "../billing.fixture.ts";
import {
  cancelPlan,
  changePlan,
  checkBooks,
  choosePlan,
  getSubscription,
  keepPlans,
  listCredit,
  resumePlan,
} from "../index.ts";
import { actingAt, at, billedTeam, db, includedOf, offerPlan, phasesOf } from "./plans.fixture.ts";

const JANUARY_16 = new Date("2026-01-16T12:00:00Z");
const JANUARY_20 = new Date("2026-01-20T00:00:00Z");
const FEBRUARY_1 = new Date("2026-02-01T00:00:00Z");

describe("choosing a plan", () => {
  test("it holds from now to the end of the month, and the team's log says so", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ feeMinor: 2_000n })];
    const chosen = await choosePlan(actingAt(team, JANUARY_16), { planName });
    expect(chosen).toMatchObject({
      ...{ state: "active", planName, provider: "none", endedAt: null },
      ...{ currentPeriodStart: JANUARY_16, currentPeriodEnd: FEBRUARY_1 },
    });
    expect(await getSubscription(actingAt(team, JANUARY_16, "billing"))).toEqual(chosen);
    expect(await phasesOf(team)).toEqual([`${planName} 2026-01-16 …`]);
    expect(await logOf(team)).toEqual(["plan.choose"]);
  });

  test("two people at once choose it once", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan()];
    const both = [1, 2].map(() => choosePlan(actingAt(team, JANUARY_16), { planName }));
    const [one, other] = await Promise.all(both);
    expect(one).toEqual(other);
    expect(await logOf(team)).toEqual(["plan.choose"]);
  });

  test("a second plan beside the first is refused", async () => {
    const [team, planName, second] = [await billedTeam(), await offerPlan(), await offerPlan()];
    await choosePlan(actingAt(team, JANUARY_16), { planName });
    await expect(choosePlan(actingAt(team, JANUARY_16), { planName: second })).rejects.toMatchObject({
      kind: "conflict",
      code: "billing.has_plan",
    });
  });

  test("whoever may not change billing changes no plan", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan()];
    const viewer = actingAt(team, JANUARY_16, "viewer");
    for (const act of [
      () => choosePlan(viewer, { planName }),
      () => changePlan(viewer, { planName }),
      () => cancelPlan(viewer),
      () => resumePlan(viewer),
    ])
      await expect(act()).rejects.toMatchObject({ kind: "forbidden" });
  });

  test("a plan that is not offered to the team is not there", async () => {
    const team = await billedTeam();
    await expect(choosePlan(actingAt(team, JANUARY_16), { planName: "nowhere" })).rejects.toMatchObject({
      code: "billing.no_such_plan",
    });
  });

  test("a team without a plan has none to change", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan()];
    const owner = actingAt(team, JANUARY_16);
    for (const act of [
      () => changePlan(owner, { planName }),
      () => cancelPlan(owner),
      () => resumePlan(owner),
    ])
      await expect(act()).rejects.toMatchObject({ kind: "conflict", code: "billing.has_no_plan" });
  });
});

describe("changing a plan", () => {
  test("a dearer one holds at once", async () => {
    const [team, cheap, dear] = [await billedTeam(), await offerPlan(), await offerPlan({ feeMinor: 1n })];
    await choosePlan(actingAt(team, JANUARY_16), { planName: cheap });
    expect(await changePlan(actingAt(team, JANUARY_20), { planName: dear })).toMatchObject({
      planName: dear,
      nextPlanName: null,
    });
    expect(await phasesOf(team)).toEqual([`${cheap} 2026-01-16 2026-01-20`, `${dear} 2026-01-20 …`]);
  });

  test("a cheaper one holds from the end of the month on", async () => {
    const [team, cheap, dear] = [await billedTeam(), await offerPlan(), await offerPlan({ feeMinor: 1n })];
    await choosePlan(actingAt(team, JANUARY_16), { planName: dear });
    expect(await changePlan(actingAt(team, JANUARY_20), { planName: cheap })).toMatchObject({
      planName: dear,
      nextPlanName: cheap,
    });
    await keepPlans(at(new Date("2026-02-01T00:00:30Z")));
    expect(await getSubscription(team.as("owner"))).toMatchObject({
      ...{ planName: cheap, nextPlanName: null, currentPeriodStart: FEBRUARY_1 },
      currentPeriodEnd: new Date("2026-03-01T00:00:00Z"),
    });
    expect(await phasesOf(team)).toEqual([`${dear} 2026-01-16 2026-02-01`, `${cheap} 2026-02-01 …`]);
    expect(await logOf(team)).toEqual(["plan.choose", "plan.change", "plan.change"]);
  });

  test("the plan that the team has means that it stays", async () => {
    const [team, cheap, dear] = [await billedTeam(), await offerPlan(), await offerPlan({ feeMinor: 1n })];
    const owner = actingAt(team, JANUARY_16);
    await choosePlan(owner, { planName: dear });
    await changePlan(owner, { planName: cheap });
    expect(await changePlan(owner, { planName: dear })).toMatchObject({ planName: dear, nextPlanName: null });
  });

  test("two people at once change it once", async () => {
    const [team, cheap, dear] = [await billedTeam(), await offerPlan(), await offerPlan({ feeMinor: 1n })];
    await choosePlan(actingAt(team, JANUARY_16), { planName: cheap });
    await Promise.all([1, 2].map(() => changePlan(actingAt(team, JANUARY_20), { planName: dear })));
    expect(await logOf(team)).toEqual(["plan.choose", "plan.change"]);
    expect(await phasesOf(team)).toHaveLength(2);
  });
});

describe("ending a plan", () => {
  test("it goes on to the end of the month, and the team may choose another then", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan()];
    await choosePlan(actingAt(team, JANUARY_16), { planName });
    expect(await cancelPlan(actingAt(team, JANUARY_20))).toMatchObject({
      state: "active",
      cancelAt: FEBRUARY_1,
    });
    const later = new Date("2026-04-10T00:00:00Z");
    await keepPlans(at(later));
    expect(await getSubscription(team.as("owner"))).toBeNull();
    expect(await phasesOf(team)).toEqual([`${planName} 2026-01-16 2026-02-01`]);
    await choosePlan(actingAt(team, later), { planName });
    expect(await phasesOf(team)).toHaveLength(2);
    expect(await logOf(team)).toEqual(["plan.choose", "plan.cancel", "plan.end", "plan.choose"]);
  });

  test("until then it can be resumed", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan()];
    const owner = actingAt(team, JANUARY_16);
    await choosePlan(owner, { planName });
    await cancelPlan(owner);
    expect(await resumePlan(owner)).toMatchObject({ cancelAt: null });
    await keepPlans(at(new Date("2026-02-02T00:00:00Z")));
    expect(await getSubscription(owner)).toMatchObject({ planName, currentPeriodStart: FEBRUARY_1 });
    expect(await logOf(team)).toEqual(["plan.choose", "plan.cancel", "plan.resume"]);
  });

  test("what was to end has ended, even if nobody has noted it yet", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan()];
    await choosePlan(actingAt(team, JANUARY_16), { planName });
    await cancelPlan(actingAt(team, JANUARY_16));
    const late = new Date("2026-03-05T00:00:00Z");
    await expect(resumePlan(actingAt(team, late))).rejects.toMatchObject({ code: "billing.has_no_plan" });
  });
});

describe("credit that comes with a plan", () => {
  test("comes for the rest of the month, then each month, once, and ends with it", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 3_100n })];
    await choosePlan(actingAt(team, JANUARY_16), { planName });
    const later = new Date("2026-03-02T00:00:00Z");
    await keepPlans(at(later));
    await keepPlans(at(later));
    expect(await includedOf(team)).toEqual([
      "1550 2026-01-16 2026-02-01",
      "3100 2026-02-01 2026-03-01",
      "3100 2026-03-01 2026-04-01",
    ]);
    expect(await listCredit(actingAt(team, later))).toMatchObject({ leftPico: 31n * 10n ** 12n });
  });

  test("a dearer plan adds what it includes more, for the rest of the month", async () => {
    const [team, cheap, dear] = [
      await billedTeam(),
      await offerPlan({ includedMinor: 3_100n }),
      await offerPlan({ feeMinor: 1n, includedMinor: 9_300n }),
    ];
    await choosePlan(actingAt(team, new Date("2026-01-01T00:00:00Z")), { planName: cheap });
    await changePlan(actingAt(team, JANUARY_16), { planName: dear });
    expect(await includedOf(team)).toEqual(["3100 2026-01-01 2026-02-01", "3100 2026-01-16 2026-02-01"]);
  });

  test("pays for what was used in its month before it was noted", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 500n })];
    await choosePlan(actingAt(team, new Date("2026-01-01T00:00:00Z")), { planName });
    const used = new Date("2026-02-01T00:00:10Z");
    await use([requestOf(team, { at: used, inputTokens: 100_000_000 })], used);
    expect(await balance(team, "receivable")).toBe(100);
    await keepPlans(at(new Date("2026-02-01T00:01:00Z")));
    expect(await balance(team, "receivable")).toBe(0);
    for await (const books of checkBooks(at(FEBRUARY_1), { teamId: team.teamId }))
      expect(books).toMatchObject({ isBalanced: true, differences: [] });
  });

  test("pays for nothing twice, however late it is noted", async () => {
    const [team, cheap, dear] = [
      await billedTeam(),
      await offerPlan({ includedMinor: 500n }),
      await offerPlan({ feeMinor: 1n, includedMinor: 900n }),
    ];
    await choosePlan(actingAt(team, JANUARY_16), { planName: cheap });
    await use([requestOf(team, { at: JANUARY_20, inputTokens: 2_000_000_000 })], JANUARY_20);
    await changePlan(actingAt(team, JANUARY_16), { planName: dear });
    expect(await balance(team, "credit")).toBe(0);
    for await (const books of checkBooks(at(FEBRUARY_1), { teamId: team.teamId }))
      expect(books).toMatchObject({ isBalanced: true, differences: [] });
  });

  test("a team that does not pay gets none", async () => {
    const [team, planName] = [await billedTeam(), await offerPlan({ includedMinor: 500n })];
    await choosePlan(actingAt(team, JANUARY_16), { planName });
    await db.sql("UPDATE subscriptions SET state = 'unpaid' WHERE team_id = $1", [team.teamId]);
    await keepPlans(at(new Date("2026-02-02T00:00:00Z")));
    expect(await includedOf(team)).toHaveLength(1);
  });
});
