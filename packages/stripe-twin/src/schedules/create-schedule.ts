import { z } from "zod";
import { mergeMetadata, metadata, name } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { Schedule } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { changesFor, markEntered } from "./enter-phase.ts";
import { currentPhase, makePhases, phaseParams } from "./make-phases.ts";
import { applyPhase, runSchedule } from "./run-schedule.ts";

export const createScheduleParams = z.strictObject({
  from_subscription: name,
  metadata: metadata.optional(),
});

export const updateScheduleParams = z.strictObject({
  end_behavior: z.enum(["cancel", "release"]).optional(),
  metadata: metadata.optional(),
  phases: z.array(phaseParams).min(1).max(10).optional(),
  proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
});

/** A schedule for a subscription that runs, with its current period as the only phase. */
export function createSchedule(world: World, input: z.output<typeof createScheduleParams>): Schedule {
  const subscription = world.subscriptions.need(input.from_subscription, "from_subscription");
  if (subscription.schedule !== null)
    throw invalid("This subscription already has a schedule.", "from_subscription");
  if (subscription.ended_at !== null) throw invalid("This subscription has ended.", "from_subscription");
  const phase = currentPhase(subscription);
  const schedule = world.schedules.add({
    id: world.makeId("sub_sched"),
    object: "subscription_schedule",
    application: null,
    billing_mode: subscription.billing_mode,
    canceled_at: null,
    completed_at: null,
    created: world.now(),
    current_phase: { start_date: phase.start_date, end_date: phase.end_date },
    customer: subscription.customer,
    customer_account: null,
    default_settings: DEFAULT_SETTINGS,
    end_behavior: "release",
    livemode: world.livemode,
    metadata: mergeMetadata({}, input.metadata),
    pause_schedules: [],
    phases: [phase],
    released_at: null,
    released_subscription: null,
    status: "active",
    subscription: subscription.id,
    test_clock: null,
  });
  subscription.schedule = schedule.id;
  emitEvent(world, "subscription_schedule.created", schedule);
  runSchedule(world, schedule);
  return schedule;
}

/** Other phases: the first is the current one and keeps its start. What it changes of the items is changed at once. */
export function updateSchedule(
  world: World,
  id: string,
  input: z.output<typeof updateScheduleParams>,
): Schedule {
  const schedule = world.schedules.need(id);
  const subscription = world.subscriptions.find(schedule.subscription ?? "");
  if (schedule.status !== "active" || subscription === undefined)
    throw invalid(`You cannot update a subscription schedule that is ${schedule.status}.`);
  if (input.end_behavior !== undefined) schedule.end_behavior = input.end_behavior;
  schedule.metadata = mergeMetadata(schedule.metadata ?? {}, input.metadata);
  if (input.phases !== undefined) {
    const start = schedule.current_phase?.start_date ?? world.now();
    schedule.phases = makePhases(world, subscription, input.phases, start);
    const [phase] = schedule.phases;
    if (phase !== undefined) {
      const behavior = input.proration_behavior ?? phase.proration_behavior;
      const isOther = changesFor(world, subscription, phase).some(
        ({ price, deleted, id: itemId }) => price !== undefined || deleted || itemId === undefined,
      );
      if (isOther) applyPhase(world, subscription, { ...phase, proration_behavior: behavior });
      markEntered(world, schedule, phase);
    }
    runSchedule(world, schedule);
  } else emitEvent(world, "subscription_schedule.updated", schedule);
  return schedule;
}

const DEFAULT_SETTINGS: Schedule["default_settings"] = {
  application_fee_percent: null,
  billing_cycle_anchor: "automatic",
  billing_thresholds: null,
  collection_method: "charge_automatically",
  default_payment_method: null,
  description: null,
  invoice_settings: {
    account_tax_ids: null,
    custom_fields: null,
    days_until_due: null,
    description: null,
    footer: null,
    issuer: { type: "self" },
  },
  on_behalf_of: null,
  transfer_data: null,
};
