import { z } from "zod";
import { integer, mergeMetadata, metadata, name, quantity } from "../http/fields.ts";
import { invalid } from "../http/stripe-fault.ts";
import { boundaryAt, type Recurrence } from "../rules/periods.ts";
import { isMetered, recurrenceOf } from "../subscriptions/items.ts";
import type { Schedule, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";

export type Phase = Schedule["phases"][number];

export const phaseParams = z.strictObject({
  duration: z
    .strictObject({ interval: z.enum(["day", "week", "month", "year"]), interval_count: quantity.optional() })
    .optional(),
  end_date: integer.optional(),
  items: z
    .array(z.strictObject({ price: name, quantity: quantity.optional() }))
    .min(1)
    .max(20),
  metadata: metadata.optional(),
  proration_behavior: z.enum(["always_invoice", "create_prorations", "none"]).optional(),
  start_date: integer.optional(),
});

export type PhaseInput = z.output<typeof phaseParams>;

/** Phases that follow on each other from a moment on. Fault 400 where they do not. */
export function makePhases(
  world: World,
  subscription: Subscription,
  inputs: readonly PhaseInput[],
  start: number,
): Phase[] {
  const phases: Phase[] = [];
  for (const input of inputs) {
    const from = phases.at(-1)?.end_date ?? start;
    if (input.start_date !== undefined && input.start_date !== from)
      throw invalid(
        "A phase must start where the one before ends; the current phase keeps its start.",
        "phases[0][start_date]",
      );
    const end = input.end_date ?? boundaryAt(from, durationOf(world, input), 1);
    if (end <= from) throw invalid("A phase must end after it starts.", "phases[0][end_date]");
    phases.push({
      ...blankPhase(subscription.currency, { start: from, end }),
      items: input.items.map(({ price, quantity: count }) => {
        const found = world.prices.need(price, "phases[0][items][0][price]");
        return blankItem(found.id, isMetered(found) ? undefined : (count ?? 1));
      }),
      metadata: mergeMetadata({}, input.metadata),
      proration_behavior: input.proration_behavior ?? "create_prorations",
    });
  }
  return phases;
}

/** The phase that a subscription is in when its schedule is made: its current period, with its items. */
export function currentPhase({ currency, items }: Subscription): Phase {
  const [first] = items.data;
  return {
    ...blankPhase(currency, { start: first?.current_period_start ?? 0, end: first?.current_period_end ?? 0 }),
    items: items.data.map(({ price, quantity: count }) => blankItem(price.id, count)),
  };
}

function durationOf(world: World, { duration, items }: PhaseInput): Recurrence {
  if (duration !== undefined) return { interval: duration.interval, count: duration.interval_count ?? 1 };
  return recurrenceOf(world.prices.need(items[0]?.price ?? "", "phases[0][items][0][price]"));
}

function blankItem(price: string, count: number | undefined): Phase["items"][number] {
  return {
    billing_thresholds: null,
    discounts: [],
    metadata: {},
    plan: price,
    price,
    ...(count === undefined ? {} : { quantity: count }),
    tax_rates: [],
  };
}

function blankPhase(currency: string, { start, end }: { start: number; end: number }): Phase {
  return {
    add_invoice_items: [],
    application_fee_percent: null,
    billing_cycle_anchor: null,
    billing_thresholds: null,
    collection_method: null,
    currency,
    default_payment_method: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    end_date: end,
    invoice_settings: null,
    items: [],
    metadata: {},
    on_behalf_of: null,
    proration_behavior: "create_prorations",
    start_date: start,
    transfer_data: null,
    trial_end: null,
  };
}
