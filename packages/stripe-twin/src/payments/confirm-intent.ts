import { cardDeclined, cardOf, makeCard } from "../cards/attach-payment-method.ts";
import { TEST_CARDS, type TestCard } from "../cards/test-cards.ts";
import { openDispute } from "../disputes/open-dispute.ts";
import { invalid, StripeFault } from "../http/stripe-fault.ts";
import { emitEvent } from "../webhooks/emit-event.ts";
import type { PaymentIntent } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import { makeCharge } from "./make-charge.ts";

/** `null` when the intent went on: it is paid, or waits for the card's holder. */
export type Refusal = StripeFault | null;

/** Whether the card's holder is there to be asked, and where they are sent afterwards. */
export type Presence = { offSession: boolean; returnUrl?: string };

const CONFIRMABLE = ["requires_payment_method", "requires_confirmation", "requires_action"];

/**
 * Charges the intent's card. A card that wants its holder waits for them (`requires_action`), or refuses when they are away.
 * Fault 400 when there is nothing to confirm.
 */
export function confirmIntent(world: World, intent: PaymentIntent, presence: Presence): Refusal {
  if (!CONFIRMABLE.includes(intent.status)) throw unexpectedState(intent);
  if (intent.payment_method === null)
    throw invalid(
      "You cannot confirm this PaymentIntent because it's missing a payment method.",
      "payment_method",
    );
  if (TEST_CARDS[intent.payment_method] !== undefined)
    intent.payment_method = makeCard(world, intent.payment_method).id;
  const card = cardOf(world, intent.payment_method);
  if (card.charge === "declined") return decline(world, intent, card);
  if (card.charge === "asks_holder")
    return presence.offSession ? needsHolder(world, intent, card) : ask(world, intent, presence);
  succeed(world, intent, card);
  return null;
}

/** The holder of the card agreed, or did not. Fault 400 when nobody was asked. */
export function answerForHolder(world: World, intent: PaymentIntent, agrees: boolean): Refusal {
  if (intent.status !== "requires_action" || intent.payment_method === null) throw unexpectedState(intent);
  const card = cardOf(world, intent.payment_method);
  intent.next_action = null;
  if (agrees) {
    succeed(world, intent, card);
    return null;
  }
  const code = "payment_intent_authentication_failure";
  return fail(
    world,
    intent,
    new StripeFault({
      status: 402,
      type: "card_error",
      code,
      message: "The holder of the card did not agree.",
      shouldRetry: false,
    }),
  );
}

export function unexpectedState({ status }: PaymentIntent): StripeFault {
  const message = `This PaymentIntent could not be changed because it has a status of ${status}.`;
  return invalid(message, undefined, "payment_intent_unexpected_state");
}

function succeed(world: World, intent: PaymentIntent, card: TestCard): void {
  const charge = makeCharge(world, intent, card, null);
  intent.latest_charge = charge.id;
  intent.amount_received = intent.amount;
  intent.last_payment_error = null;
  intent.status = "succeeded";
  emitEvent(world, "charge.succeeded", charge);
  emitEvent(world, "payment_intent.succeeded", intent);
  if (card.charge === "disputed") openDispute(world, charge);
}

function decline(world: World, intent: PaymentIntent, card: TestCard): Refusal {
  const refusal = cardDeclined(card);
  const { code, message } = refusal.body.error;
  const charge = makeCharge(world, intent, card, { code: String(code), message: String(message) });
  intent.latest_charge = charge.id;
  emitEvent(world, "charge.failed", charge);
  return fail(world, intent, refusal);
}

function needsHolder(world: World, intent: PaymentIntent, card: TestCard): Refusal {
  const [code, message] = [
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
  ];
  const charge = makeCharge(world, intent, card, { code, message });
  intent.latest_charge = charge.id;
  emitEvent(world, "charge.failed", charge);
  const more = { decline_code: "authentication_required" };
  return fail(
    world,
    intent,
    new StripeFault({ status: 402, type: "card_error", code, message, shouldRetry: false, more }),
  );
}

function ask(world: World, intent: PaymentIntent, { returnUrl }: Presence): Refusal {
  const url = `${world.url}/authenticate/${intent.id}`;
  intent.status = "requires_action";
  intent.next_action = { type: "redirect_to_url", redirect_to_url: { url, return_url: returnUrl ?? null } };
  emitEvent(world, "payment_intent.requires_action", intent);
  return null;
}

function fail(world: World, intent: PaymentIntent, refusal: StripeFault): StripeFault {
  const { error } = refusal.body;
  const method =
    intent.payment_method === null ? undefined : world.paymentMethods.find(intent.payment_method);
  intent.status = "requires_payment_method";
  intent.last_payment_error = {
    type: "card_error",
    code: String(error.code),
    message: refusal.message,
    ...(error.decline_code === undefined ? {} : { decline_code: String(error.decline_code) }),
    ...(intent.latest_charge === null ? {} : { charge: intent.latest_charge }),
    payment_method: method,
  };
  intent.payment_method = null;
  error.payment_intent = intent;
  error.charge = intent.latest_charge;
  emitEvent(world, "payment_intent.payment_failed", intent);
  return refusal;
}
