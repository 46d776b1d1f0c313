import { cancelSubscription } from "../subscriptions/cancel-subscription.ts";
import { changeItems } from "../subscriptions/change-items.ts";
import { scheduleRenewals } from "../subscriptions/renew-subscription.ts";
import { change, emitEvent } from "../webhooks/emit-event.ts";
import type { Schedule, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { changesFor, markEntered, phaseAt } from "./enter-phase.ts";
import type { Phase } from "./make-phases.ts";

/** Sets the starts of all phases, and the end of the last, to happen at their time. */
export function runSchedule(world: World, schedule: Schedule): void {
  for (const { start_date: at } of schedule.phases)
    if (at > world.now()) world.clock.later(at, () => enter(world, schedule, phaseAt(schedule, at)));
  const end = schedule.phases.at(-1)?.end_date;
  if (end !== undefined) world.clock.later(end, () => finish(world, schedule, end));
}

/** A phase that begins in the midst of a period; at the end of one, the renewal has entered it before. */
function enter(world: World, schedule: Schedule, phase: Phase | undefined): void {
  const subscription = world.subscriptions.find(schedule.subscription ?? "");
  if (phase === undefined || subscription === undefined) return;
  applyPhase(world, subscription, phase);
  markEntered(world, schedule, phase);
}

const PRORATIONS = ["always_invoice", "create_prorations", "none"] as const;

/** Gives a subscription the items of a phase now. */
export function applyPhase(world: World, subscription: Subscription, phase: Phase): void {
  const proration = PRORATIONS.find((known) => known === phase.proration_behavior) ?? "create_prorations";
  changeItems(world, subscription, {
    changes: changesFor(world, subscription, phase),
    restart: false,
    at: world.now(),
    proration,
    collection: { behavior: "allow_incomplete", offSession: true },
  });
  emitEvent(world, "customer.subscription.updated", subscription, { items: {} });
  scheduleRenewals(world, subscription);
}

function finish(world: World, schedule: Schedule, end: number): void {
  if (schedule.status !== "active" || schedule.phases.at(-1)?.end_date !== end) return;
  const subscription = world.subscriptions.find(schedule.subscription ?? "");
  if (subscription === undefined) return;
  if (schedule.end_behavior !== "cancel") {
    releaseSchedule(world, schedule);
    return;
  }
  subscription.schedule = null;
  change(schedule, { status: "completed", completed_at: world.now(), current_phase: null });
  emitEvent(world, "subscription_schedule.completed", schedule);
  cancelSubscription(world, subscription.id, {});
}

/** The subscription goes on as it is, by itself. */
export function releaseSchedule(world: World, schedule: Schedule): void {
  const subscription = world.subscriptions.find(schedule.subscription ?? "");
  if (subscription !== undefined) subscription.schedule = null;
  change(schedule, {
    status: "released",
    released_at: world.now(),
    released_subscription: schedule.subscription,
    subscription: null,
    current_phase: null,
  });
  emitEvent(world, "subscription_schedule.released", schedule);
}
