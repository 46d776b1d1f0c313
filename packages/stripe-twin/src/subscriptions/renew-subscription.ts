import { previewInvoice } from "../invoices/preview-invoice.ts";
import { enterPhaseAtPeriodEnd } from "../schedules/enter-phase.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { InvoiceLine, Subscription } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { billSubscription } from "./bill-subscription.ts";
import { endAtPeriodEnd } from "./cancel-subscription.ts";
import { endSubscription } from "./end-subscription.ts";
import { setStatus } from "./follow-invoice.ts";
import { advanceLine, usageLine } from "./item-lines.ts";
import { isMetered, wholePeriod } from "./items.ts";

const NOTICE_SECONDS = 3 * 86_400;
const RENEWING = ["active", "trialing", "past_due", "unpaid"];

/** Sets each end of a period to begin the next. What has changed until then, the renewal itself finds out. */
export function scheduleRenewals(world: World, subscription: Subscription): void {
  for (const end of new Set(subscription.items.data.map((item) => item.current_period_end)))
    beginAt(world, subscription, end);
  const { cancel_at: at } = subscription;
  if (at !== null)
    world.clock.later(at, () => {
      if (subscription.cancel_at === at && subscription.status !== "canceled")
        endAtPeriodEnd(world, subscription);
    });
}

function beginAt(world: World, subscription: Subscription, end: number): void {
  world.clock.later(end, () => renewSubscription(world, subscription, end));
  if (end - NOTICE_SECONDS > world.now())
    world.clock.later(end - NOTICE_SECONDS, () => announceRenewal(world, subscription, end));
}

/** Tells three days before what the next invoice will be, once a period. */
function announceRenewal(world: World, subscription: Subscription, end: number): void {
  const isDue = subscription.items.data.some((item) => item.current_period_end === end);
  if (!isDue || !RENEWING.includes(subscription.status) || world.announced.get(subscription.id) === end)
    return;
  world.announced.set(subscription.id, end);
  emitEvent(world, "invoice.upcoming", previewInvoice(world, { subscription: subscription.id }));
}

/** Begins the next period of the items whose period ends at this moment, and drafts what that costs. */
export function renewSubscription(world: World, subscription: Subscription, at: number): void {
  const due = subscription.items.data.filter((item) => item.current_period_end === at);
  if (due.length === 0 || !RENEWING.includes(subscription.status)) return;
  if (subscription.cancel_at !== null && subscription.cancel_at <= at) {
    endAtPeriodEnd(world, subscription);
    return;
  }
  const wasTrial = subscription.status === "trialing";
  if (wasTrial && !mayGoOn(world, subscription)) return;
  const period = { start: due[0]?.current_period_start ?? at, end: at };
  const used = wasTrial
    ? []
    : due.filter(({ price }) => isMetered(price)).map((item) => usageLine(world, subscription, item, at));
  const previous = {
    items: structuredClone(subscription.items),
    latest_invoice: subscription.latest_invoice,
  };
  enterPhaseAtPeriodEnd(world, subscription, at);
  const advance = beginPeriods(world, subscription, at);
  const autoAdvance = subscription.status !== "unpaid" && subscription.pause_collection === null;
  billSubscription(world, subscription, {
    reason: "subscription_cycle",
    lines: [...advance, ...used],
    period,
    autoAdvance,
  });
  if (wasTrial) subscription.status = "active";
  emitEvent(world, "customer.subscription.updated", subscription, {
    ...previous,
    ...(wasTrial ? { status: "trialing" } : {}),
  });
  scheduleRenewals(world, subscription);
}

/** Moves items into the periods that begin, and returns what is paid in advance for them. */
function beginPeriods(world: World, subscription: Subscription, at: number): InvoiceLine[] {
  const due = subscription.items.data.filter((item) => item.current_period_end === at);
  for (const item of due) {
    item.current_period_start = at;
    item.current_period_end = wholePeriod(subscription, item.price, at).end;
    world.usageFrom.delete(item.id);
  }
  return due.filter(({ price }) => !isMetered(price)).map((item) => advanceLine(world, subscription, item));
}

/** Whether a trial becomes a subscription; without a card the settings may end or pause it. */
function mayGoOn(world: World, subscription: Subscription): boolean {
  const customer = world.customers.find(subscription.customer);
  const method =
    subscription.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? null;
  const missing = subscription.trial_settings?.end_behavior.missing_payment_method ?? "create_invoice";
  if (method !== null || missing === "create_invoice" || subscription.collection_method === "send_invoice")
    return true;
  if (missing === "cancel") endSubscription(world, subscription, "payment_failed");
  else {
    setStatus(world, subscription, "paused");
    emitEvent(world, "customer.subscription.paused", subscription);
  }
  return false;
}
