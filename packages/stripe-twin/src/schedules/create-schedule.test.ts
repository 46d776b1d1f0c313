import { expect, test } from "vitest";
import { amountsOf, at, makeSubscribed } from "../subscribed.fixture.ts";
import { days, typesOf } from "../twin.fixture.ts";

async function scheduled() {
  const made = await makeSubscribed();
  const { stripe, subscription, base, tokens, priced } = made;
  const smaller = await priced({ unit_amount: 900 });
  const schedule = await stripe.subscriptionSchedules.create({ from_subscription: subscription.id });
  const [phase] = schedule.phases;
  const downgrade = {
    end_behavior: "release" as const,
    phases: [
      {
        items: [{ price: base.id }, { price: tokens.id }],
        start_date: phase?.start_date,
        end_date: phase?.end_date,
      },
      { items: [{ price: smaller.id }, { price: tokens.id }] },
    ],
  };
  return { ...made, smaller, schedule, downgrade };
}

test("a smaller plan begins with the next period; what was used before is billed, nothing is prorated", async () => {
  const { twin, stripe, subscription, schedule, downgrade, use, invoices, current } = await scheduled();
  const updated = await stripe.subscriptionSchedules.update(schedule.id, downgrade);
  expect(updated.phases.map(({ end_date }) => new Date(end_date * 1000).toISOString().slice(0, 10))).toEqual([
    "2026-02-28",
    "2026-03-28",
  ]);
  await use(1_000_000);
  await twin.clock.set(at("2026-02-28T11:00:00Z"));
  expect((await current()).items.data[0]?.price.unit_amount).toBe(2900);
  await twin.clock.set(at("2026-02-28T13:00:00Z"));
  expect(amountsOf((await invoices())[0])).toEqual([900, 400]);
  const ids = ({ items }: typeof subscription) => items.data.map(({ id }) => id);
  expect(ids(await current())).toEqual(ids(subscription));
  await twin.clock.set(at("2026-03-31T13:00:00Z"));
  expect((await stripe.subscriptionSchedules.retrieve(schedule.id)).status).toBe("released");
  expect(await current()).toMatchObject({ schedule: null, status: "active" });
  expect(amountsOf((await invoices())[0])).toEqual([900, 0]);
});

test("a released schedule changes nothing any more", async () => {
  const { twin, stripe, schedule, downgrade, current } = await scheduled();
  await stripe.subscriptionSchedules.update(schedule.id, downgrade);
  const released = await stripe.subscriptionSchedules.release(schedule.id);
  expect(released).toMatchObject({
    status: "released",
    subscription: null,
    released_subscription: (await current()).id,
  });
  await twin.clock.advance(days(40));
  expect((await current()).items.data[0]?.price.unit_amount).toBe(2900);
});

test("a subscription with a schedule ends by its schedule", async () => {
  const { twin, stripe, subscription, schedule, downgrade, current } = await scheduled();
  const direct = stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  await expect(direct).rejects.toMatchObject({ statusCode: 400 });
  await stripe.subscriptionSchedules.update(schedule.id, { ...downgrade, end_behavior: "cancel" });
  await twin.clock.set(at("2026-03-28T12:00:00Z"));
  expect((await current()).status).toBe("canceled");
  expect(typesOf(twin.events())).toContain("subscription_schedule.completed");
});

test("ending a subscription ends its schedule", async () => {
  const { stripe, subscription, schedule } = await scheduled();
  await stripe.subscriptions.cancel(subscription.id);
  expect(await stripe.subscriptionSchedules.retrieve(schedule.id)).toMatchObject({
    status: "canceled",
    subscription: null,
  });
});

test("a phase in the midst of a period is prorated", async () => {
  const { twin, stripe, schedule, downgrade, invoices } = await scheduled();
  const [first, second] = downgrade.phases;
  const half = at("2026-02-14T12:00:00Z").getTime() / 1000;
  if (first === undefined || second === undefined) throw new Error("There are two phases.");
  await stripe.subscriptionSchedules.update(schedule.id, { phases: [{ ...first, end_date: half }, second] });
  await twin.clock.set(at("2026-02-28T13:00:00Z"));
  expect(amountsOf((await invoices())[0])).toEqual([900, 0, -1450, 450]);
});

test("phases that do not follow on each other are refused", async () => {
  const { stripe, schedule, downgrade } = await scheduled();
  const [first, second] = downgrade.phases;
  if (first === undefined || second === undefined) throw new Error("There are two phases.");
  const gap = { ...second, start_date: (first.end_date ?? 0) + 60 };
  const refused = stripe.subscriptionSchedules.update(schedule.id, { phases: [first, gap] });
  await expect(refused).rejects.toMatchObject({ statusCode: 400 });
});
