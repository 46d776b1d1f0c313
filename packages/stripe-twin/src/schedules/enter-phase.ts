import { type ItemInput, isMetered } from "../subscriptions/items.ts";
import { planItemChanges } from "../subscriptions/plan-item-changes.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Schedule, Subscription, SubscriptionItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { Phase } from "./make-phases.ts";

/** The schedule that a subscription runs by. */
export function scheduleOf(world: World, { schedule }: Subscription): Schedule | undefined {
  return schedule === null ? undefined : world.schedules.find(schedule);
}

/** The phase that begins at this moment and has not been entered. */
export function phaseAt(schedule: Schedule, at: number): Phase | undefined {
  if (schedule.status !== "active" || schedule.current_phase?.start_date === at) return undefined;
  return schedule.phases.find((phase) => phase.start_date === at);
}

/** At the end of a period the items of the next phase take the place of the old ones: nothing is to be prorated. */
export function enterPhaseAtPeriodEnd(world: World, subscription: Subscription, at: number): void {
  const schedule = scheduleOf(world, subscription);
  const phase = schedule === undefined ? undefined : phaseAt(schedule, at);
  if (schedule === undefined || phase === undefined) return;
  const plan = planItemChanges(world, subscription, changesFor(world, subscription, phase), at);
  for (const item of plan.items) if (plan.changed.has(item.id)) item.current_period_end = at;
  subscription.items.data = plan.items;
  if (plan.restarts) subscription.billing_cycle_anchor = at;
  markEntered(world, schedule, phase);
}

export function markEntered(world: World, schedule: Schedule, { start_date, end_date }: Phase): void {
  schedule.current_phase = { start_date, end_date };
  emitEvent(world, "subscription_schedule.updated", schedule);
}

/** What has to change so that a subscription has a phase's items: as many of its items as possible stay. */
export function changesFor(world: World, { items }: Subscription, phase: Phase): ItemInput[] {
  const left = [...items.data];
  const take = (fits: (item: SubscriptionItem) => boolean) => {
    const index = left.findIndex(fits);
    return index < 0 ? undefined : left.splice(index, 1)[0];
  };
  const wanted = phase.items.map((line) => ({ line, kept: take(({ price }) => price.id === line.price) }));
  const changes = wanted.map(({ line, kept }): ItemInput => {
    const metered = isMetered(world.prices.need(line.price));
    const item = kept ?? take(({ price }) => isMetered(price) === metered);
    return {
      id: item?.id,
      price: line.price === item?.price.id ? undefined : line.price,
      quantity: line.quantity,
    };
  });
  return [...changes, ...left.map(({ id }): ItemInput => ({ id, deleted: true }))];
}
