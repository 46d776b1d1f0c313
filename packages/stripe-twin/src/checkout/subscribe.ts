import { attachPaymentMethod, cardDeclined, cardOf, makeCard } from "../cards/attach-payment-method.ts";
import type { StripeFault } from "../http/stripe-fault.ts";
import { followIntent } from "../invoices/follow-intent.ts";
import { createItem } from "../invoices/pending-items.ts";
import { answerForHolder } from "../payments/confirm-intent.ts";
import { createSubscription } from "../subscriptions/create-subscription.ts";
import type { Customer, LineItem } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { firstAnchor } from "./first-anchor.ts";
import type { Purchase } from "./purchase.ts";

/** Subscribes to what a session sells. With a card that is declined nothing is subscribed to. */
export function subscribe(world: World, { session, plan, customer, card }: Purchase): StripeFault | null {
  if (customer === null) throw new Error("Whoever subscribes is a customer.");
  const method = makeCard(world, card);
  const testCard = cardOf(world, method.id);
  if (testCard.charge === "declined") return cardDeclined(testCard);
  attachPaymentMethod(world, method.id, customer.id);
  for (const line of plan.lines) if (line.price?.type === "one_time") buyOnce(world, customer, line);
  const given = plan.input.subscription_data;
  const recurring = plan.lines.filter((line) => line.price?.type === "recurring");
  const subscription = createSubscription(world, {
    customer: customer.id,
    items: recurring.map((line) => ({ price: line.price?.id, quantity: line.quantity ?? undefined })),
    default_payment_method: method.id,
    automatic_tax: { enabled: session.automatic_tax.enabled },
    billing_cycle_anchor: firstAnchor(given ?? {}, world.now()),
    billing_mode: given?.billing_mode,
    description: given?.description,
    metadata: given?.metadata,
    proration_behavior: given?.proration_behavior,
    trial_end: given?.trial_end,
    trial_period_days: given?.trial_period_days,
    trial_settings: given?.trial_settings,
  });
  session.subscription = subscription.id;
  session.invoice = subscription.latest_invoice;
  askHolder(world, session.invoice);
  session.payment_status = session.amount_total === 0 ? "no_payment_required" : "paid";
  return null;
}

function buyOnce(world: World, customer: Customer, line: LineItem): void {
  createItem(world, {
    amount: line.amount_subtotal,
    currency: line.currency,
    description: line.description,
    period: { start: world.now(), end: world.now() },
    quantity: String(line.quantity ?? 1),
    price: line.price,
    customer: customer.id,
  });
}

/** Whoever sits at the page agrees when their bank asks them. */
function askHolder(world: World, invoiceId: string | null): void {
  const payment = world.invoicePayments.newestFirst().find(({ invoice }) => invoice === invoiceId);
  const intent = world.paymentIntents.find(payment?.payment.payment_intent ?? "");
  if (intent?.status !== "requires_action") return;
  answerForHolder(world, intent, true);
  followIntent(world, intent);
}
