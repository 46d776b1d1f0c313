import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { operator } from "../prices.fixture.ts";
import { listAllPlans, listPlans, loadPlans } from "./list-plans.ts";
import type { NewPlan } from "./plan-version.ts";
import { publishPlan, publishPlanAs } from "./publish-plan.ts";

const db = await testDatabase();
const clock = fakeClock(new Date("2026-03-10T12:00:00Z"));
const ctx = { database: db.database, clock };
const past = new Date("2026-01-01T00:00:00Z");
const tomorrow = new Date("2026-03-11T00:00:00Z");

let plans = 0;
function plan(changes: Partial<NewPlan> = {}): NewPlan {
  plans += 1;
  return {
    planName: `plan-${plans}`,
    title: "Pro",
    currency: "USD",
    effectiveFrom: past,
    feeMinor: 2_000n,
    includedPico: 10n * 10n ** 12n,
    minimumMinor: 500n,
    isOffered: true,
    ...changes,
  };
}

describe("publishPlan", () => {
  test("a version is read as it was published, and the one before stays as it was", async () => {
    const first = await publishPlan(ctx, plan());
    const { planName } = first;
    const second = await publishPlan(ctx, plan({ planName, effectiveFrom: tomorrow, feeMinor: 0n }));
    const loaded = await db.database.inSystem((tx) => loadPlans(tx));
    expect(loaded.filter((version) => version.planName === planName)).toEqual([second, first]);
  });

  test("the past is fixed: only a plan's first version may begin in it", async () => {
    const { planName } = await publishPlan(ctx, plan());
    const soon = new Date(clock.now().getTime() + 10_000);
    for (const effectiveFrom of [new Date("2026-02-01"), clock.now(), soon])
      await expect(publishPlan(ctx, plan({ planName, effectiveFrom }))).rejects.toMatchObject({
        kind: "conflict",
        code: "prices.past_is_fixed",
      });
    await publishPlan(ctx, plan({ planName, effectiveFrom: new Date(soon.getTime() + 1) }));
    await publishPlan(ctx, plan({ planName, currency: "EUR" }));
  });

  test("the same version twice at once is one; another at its moment is refused", async () => {
    const same = plan();
    const [left, right] = await Promise.all([publishPlan(ctx, same), publishPlan(ctx, same)]);
    expect(left).toEqual(right);
    await expect(publishPlan(ctx, { ...same, minimumMinor: 1n })).rejects.toMatchObject({ kind: "conflict" });
  });

  test.each<[string, Partial<NewPlan>]>([
    ["a name that is none", { planName: "Pro plan" }],
    ["no title", { title: " " }],
    ["a currency that is none", { currency: "usd" }],
    ["a negative fee", { feeMinor: -1n }],
    ["a negative minimum", { minimumMinor: -1n }],
    ["more credit than a column holds", { includedPico: 10n ** 25n }],
  ])("%s is refused", async (_, changes) => {
    await expect(publishPlan(ctx, plan(changes))).rejects.toMatchObject({
      kind: "invalid",
      code: "prices.plan_invalid",
    });
  });

  test.each(["UPDATE plan_versions SET fee_minor = 0", "DELETE FROM plan_versions"])(
    "history cannot be rewritten: %s is refused to the system as well",
    async (statement) => {
      const work = db.database.inSystem((tx) => tx.$executeRawUnsafe(statement));
      await expect(work).rejects.toThrow(/permission denied/);
    },
  );

  test("an operator's version names them; to others it does not exist", async () => {
    const session = operator();
    const version = await publishPlanAs(ctx, session, plan());
    const rows = await db.sql("SELECT created_by FROM plan_versions WHERE id = $1", [version.id]);
    expect(rows).toEqual([{ created_by: session.person.id }]);
    expect(await listAllPlans(ctx, session)).toContainEqual(version);
    const nobody = operator(false);
    await expect(publishPlanAs(ctx, nobody, plan())).rejects.toMatchObject({ kind: "not_found" });
    await expect(listAllPlans(ctx, nobody)).rejects.toMatchObject({ kind: "not_found" });
  });
});

describe("listPlans", () => {
  test("a team sees the plans as they are now, cheapest first, those too that are offered no longer: not what is to come, nor in another currency", async () => {
    const team = await makeTeam(db, clock);
    const dear = await publishPlan(ctx, plan({ feeMinor: 9_000n }));
    const cheap = await publishPlan(ctx, plan({ feeMinor: 1_000n }));
    await publishPlan(ctx, plan({ planName: cheap.planName, effectiveFrom: tomorrow, feeMinor: 3n }));
    const withdrawn = await publishPlan(ctx, plan({ isOffered: false }));
    const others = [
      await publishPlan(ctx, plan({ effectiveFrom: tomorrow })),
      await publishPlan(ctx, plan({ currency: "EUR" })),
    ];
    const listed = await listPlans({ ...team.as("owner"), clock });
    const ids = listed.map(({ id }) => id);
    expect(ids.indexOf(cheap.id)).toBeLessThan(ids.indexOf(dear.id));
    expect(listed).toContainEqual(cheap);
    expect(listed).toContainEqual(withdrawn);
    for (const { id } of others) expect(ids).not.toContain(id);
    const later = { ...team.as("owner"), clock: fakeClock(tomorrow) };
    const tomorrows = (await listPlans(later)).filter(({ planName }) => planName === cheap.planName);
    expect(tomorrows.map(({ feeMinor }) => feeMinor)).toEqual([3n]);
  });

  test("is for those who may read what the team pays", async () => {
    const team = await makeTeam(db, clock);
    await expect(listPlans(team.as("stranger"))).rejects.toMatchObject({ kind: "forbidden" });
  });
});
