import { closeInvoices, expireCredit, keepPlans } from "@millrace/billing";
import { Fault } from "@millrace/kernel";
import {
  finaliseSent,
  type InboundContext,
  keepReadings,
  keepTopUps,
  reconcile,
  stripeCollector,
  takeEvents,
} from "@millrace/payments";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { isOfStripe, type World } from "./world.ts";

const keys = openKeyRing({ kind: "given", keys: ["an installation key that only rehearsals have"] });
const ROUNDS_MAX = 20;

/** One round of everything that the controller does; a `thorough` one also of what it does each hour and for each team. */
export async function keep(world: World, { isThorough }: { isThorough: boolean }): Promise<void> {
  if (world.isAway) return;
  await world.twin.settle();
  const ctx = contextOf(world);
  await drain(ctx);
  await keepPlans(world);
  await keepTopUps(ctx);
  await expireCredit(world);
  if (isThorough)
    await Promise.all([
      passing(() => reconcile(ctx, { since: daysAgo(world, 12) })),
      passing(() => keepReadings(ctx, { since: daysAgo(world, 11) })),
    ]);
  const { failed } = await closeInvoices({ ...world, taxRates: [], collector: stripeCollector(ctx) });
  for (const { error } of failed) world.say("closing", error);
  await passing(() => finaliseSent(ctx));
  await drain(ctx);
}

/** Rounds until nothing is left to do. */
export async function settle(world: World): Promise<void> {
  await world.twin.settle();
  await keep(world, { isThorough: true });
  await keep(world, { isThorough: true });
}

type KeepContext = ReturnType<typeof contextOf>;

function contextOf(world: World) {
  const tell: InboundContext["alarm"] = (fields, message) => world.say(message, JSON.stringify(fields));
  return { ...world, alarm: tell, warn: tell, secrets: createSecrets({ keys, clock: world.clock }) };
}

function daysAgo({ clock }: World, days: number): Date {
  return new Date(clock.now().getTime() - days * 86_400_000);
}

/** Where Stripe does not answer, the next round comes back to it. */
async function passing(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Fault && error.kind === "unavailable") && !isOfStripe(error)) throw error;
  }
}

async function drain(ctx: KeepContext): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { done, failed } = await takeEvents(ctx);
    for (const { type, error } of failed) ctx.say(type, error);
    if (done === 0) return;
  }
}
