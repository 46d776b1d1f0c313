import { getSubscription } from "@millrace/billing";
import { describe, expect, test } from "vitest";
import { cancelPlan, changePlan, choosePlan, resumePlan } from "../index.ts";
import {
  customerOf,
  hear,
  operationsOf,
  PAGE,
  type PayingTeam,
  payingTeam,
  type Rehearsal,
  rehearse,
  subscribedTeam,
} from "../outbound.fixture.ts";

const MID_JANUARY = "2026-01-16T12:00:00Z";
const FEBRUARY = new Date("2026-02-01T00:00:00Z");

async function amountsOf({ twin }: Rehearsal, team: PayingTeam): Promise<number[][]> {
  const invoices = twin.reckoning()[await customerOf(team)]?.invoices ?? [];
  return invoices.map(({ lines }) => lines.map(({ amount }) => amount));
}

describe("a change of plan at Stripe", () => {
  test("to a dearer one is made now, and the rest of the month is paid with the next invoice", async () => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal);
    await rehearsal.twin.clock.set(new Date("2026-01-24T06:00:00Z"));
    expect(await changePlan(team.acting(), { planName: "pro" })).toMatchObject({
      planName: "pro",
      nextPlanName: null,
      state: "active",
    });
    expect(await getSubscription(team.as("owner"))).toMatchObject({ planName: "pro", provider: "stripe" });
    await rehearsal.twin.clock.set(FEBRUARY);
    expect((await amountsOf(rehearsal, team)).at(-1)).toEqual([6_200, 0, -775, 1_550]);
  });

  test("to a cheaper one is made when the month ends, without giving anything back", async () => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal, "pro");
    expect(await changePlan(team.acting(), { planName: "basic" })).toMatchObject({
      planName: "pro",
      nextPlanName: "basic",
    });
    await rehearsal.twin.clock.set(FEBRUARY);
    await hear(rehearsal, team);
    expect(await getSubscription(team.as("owner"))).toMatchObject({
      planName: "basic",
      nextPlanName: null,
      currentPeriodStart: FEBRUARY,
    });
    expect((await amountsOf(rehearsal, team)).at(-1)).toEqual([3_100, 0]);
  });

  test("that was to come is given up by the plan that the team has, by a dearer one, or by staying", async () => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal, "basic");
    await changePlan(team.acting(), { planName: "free" });
    expect(await changePlan(team.acting(), { planName: "basic" })).toMatchObject({ nextPlanName: null });
    await changePlan(team.acting(), { planName: "free" });
    expect(await resumePlan(team.acting())).toMatchObject({ planName: "basic", nextPlanName: null });
    await changePlan(team.acting(), { planName: "free" });
    expect(await changePlan(team.acting(), { planName: "pro" })).toMatchObject({
      planName: "pro",
      nextPlanName: null,
    });
  });

  test("that two people ask for at once is one change", async () => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal);
    await Promise.all([1, 2, 3].map(() => changePlan(team.acting(), { planName: "pro" })));
    const changes = (await operationsOf(team)).filter((operation) => operation.startsWith("change_plan"));
    expect(new Set(changes)).toEqual(new Set(["change_plan done"]));
    await rehearsal.twin.clock.set(FEBRUARY);
    expect((await amountsOf(rehearsal, team)).at(-1)).toEqual([6_200, 0, -1_550, 3_100]);
  });

  test.each([
    ["pro", "drop_after", "/v1/subscriptions"],
    ["pro", "fail_before", "/v1/subscriptions"],
    ["free", "drop_after", "/v1/subscription_schedules"],
    ["free", "fail_after", "/v1/subscription_schedules"],
  ] as const)("to %s goes through %s of %s", async (planName, fault, path) => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal);
    rehearsal.twin.failNext(fault, { method: "POST", path });
    await changePlan(team.acting(), { planName });
    expect(await getSubscription(team.as("owner"))).toMatchObject(
      planName === "pro" ? { planName } : { planName: "basic", nextPlanName: planName },
    );
  });

  test("that Stripe fails and keeps failing is told, and can be asked for again", async () => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal);
    for (const path of ["/v1/subscriptions", "/v1/subscription_schedules"]) {
      rehearsal.twin.failNext("fail_kept", { method: "POST", path });
      await expect(changePlan(team.acting(), { planName: "free" })).rejects.toMatchObject({
        code: "payments.provider_away",
      });
    }
    expect(await changePlan(team.acting(), { planName: "free" })).toMatchObject({ nextPlanName: "free" });
  });
});

describe("an end of a plan at Stripe", () => {
  test("comes with the month, and until then it can be taken back", async () => {
    const rehearsal = await rehearse(MID_JANUARY);
    const team = await subscribedTeam(rehearsal);
    expect(await cancelPlan(team.acting())).toMatchObject({ state: "active", cancelAt: FEBRUARY });
    expect(await resumePlan(team.acting())).toMatchObject({ cancelAt: null });
    await changePlan(team.acting(), { planName: "free" });
    expect(await cancelPlan(team.acting())).toMatchObject({ cancelAt: FEBRUARY, nextPlanName: null });
    await rehearsal.twin.clock.set(FEBRUARY);
    await hear(rehearsal, team);
    expect(await getSubscription(team.as("owner"))).toBeNull();
    await expect(resumePlan(team.acting())).rejects.toMatchObject({ code: "billing.has_no_plan" });
  });
});

test("a plan that ended at Stripe, of which nobody heard, is no plan any more for whoever changes it", async () => {
  const rehearsal = await rehearse(MID_JANUARY);
  const team = await subscribedTeam(rehearsal);
  const held = await getSubscription(team.as("owner"));
  await rehearsal.stripe.subscriptions.cancel(String(held?.providerId));
  for (const change of [
    () => changePlan(team.acting(), { planName: "free" }),
    () => cancelPlan(team.acting()),
  ])
    await expect(change()).rejects.toMatchObject({ kind: "conflict", code: "billing.has_no_plan" });
  expect(await getSubscription(team.as("owner"))).toBeNull();
});

test("plans are changed by whoever may, and only to such as there are", async () => {
  const rehearsal = await rehearse(MID_JANUARY);
  const team = await subscribedTeam(rehearsal);
  const asked = [
    changePlan(team.acting("developer"), { planName: "pro" }),
    cancelPlan(team.acting("viewer")),
    resumePlan(team.acting("developer")),
  ];
  for (const one of asked) await expect(one).rejects.toMatchObject({ kind: "forbidden" });
  await expect(changePlan(team.acting(), { planName: "none" })).rejects.toMatchObject({
    code: "billing.no_such_plan",
  });
});

test("where Millrace keeps a plan, it changes it itself", async () => {
  const team = await payingTeam(await rehearse(MID_JANUARY));
  const ctx = { ...team.acting(), provider: null };
  await choosePlan(ctx, { planName: "basic", ...PAGE });
  expect(await changePlan(ctx, { planName: "pro" })).toMatchObject({ planName: "pro", provider: "none" });
  expect(await cancelPlan(ctx)).toMatchObject({ cancelAt: FEBRUARY });
  expect(await resumePlan(ctx)).toMatchObject({ cancelAt: null });
});
