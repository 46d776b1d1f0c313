import { createCreditNote, giveCredit, listInvoices, markPaid } from "@millrace/billing";
import { Fault, NO_ORIGIN, newId } from "@millrace/kernel";
import {
  cancelPlan,
  changePlan,
  type PaymentContext,
  resumePlan,
  setTopUp,
  startCheckout,
} from "@millrace/payments";
import type { Session } from "@millrace/people";
import { pick, type Team } from "./cast.ts";
import { minorOf, PICO_PER_MINOR, PLAN_NAMES } from "./tariff.ts";
import { isOfStripe, type World } from "./world.ts";

/** What people ask for is refused when it makes no sense, or when Stripe is away; they shrug and come back another day. */
const SHRUGGED = new Set(["unavailable", "conflict", "precondition", "not_found", "forbidden"]);

/** What the people of a team do on a day. */
export async function act(world: World, team: Team, day: number): Promise<void> {
  if (day < team.firstDay) return;
  const { random } = team;
  const ctx: PaymentContext = { ...team.as(world), provider: world.provider };
  if (team.habit === "plan") {
    if (day === team.firstDay || random() < 0.02) await takePlan(world, team, ctx);
    if (random() < 0.02) await attempt(() => changePlan(ctx, { planName: pick(random, PLAN_NAMES) }));
    if (random() < 0.006) await attempt(() => cancelPlan(ctx));
    if (random() < 0.01) await attempt(() => resumePlan(ctx));
  }
  if (team.habit !== "invoice" && (random() < 0.01 || (team.habit === "credit" && day === team.firstDay)))
    await buyCredit(world, team, ctx);
  if (team.habit === "credit" && random() < 0.05) await topUp(team, ctx);
  if (random() < 0.05) await mendCard(world, team);
}

const PAGE = { locale: "en", returnPath: "/billing" } as const;

async function takePlan(world: World, { planName, card }: Team, ctx: PaymentContext): Promise<void> {
  const checkout = await attempt(() => startCheckout(ctx, { for: { kind: "plan", planName }, ...PAGE }));
  if (checkout !== null) await payAt(world, checkout.url, card);
}

async function buyCredit(world: World, { currency, card, random }: Team, ctx: PaymentContext): Promise<void> {
  const amountMinor = minorOf(currency, BigInt(10 + Math.floor(random() * 90)) * 100n);
  const checkout = await attempt(() => startCheckout(ctx, { for: { kind: "credit", amountMinor }, ...PAGE }));
  if (checkout !== null) await payAt(world, checkout.url, card);
}

function topUp({ currency }: Team, ctx: PaymentContext): Promise<unknown> {
  const amountMinor = minorOf(currency, 2_000n);
  return attempt(() =>
    setTopUp(ctx, {
      belowPico: (amountMinor * PICO_PER_MINOR[currency]) / 4n,
      amountMinor,
      monthlyMaxMinor: 4n * amountMinor,
    }),
  );
}

/** At the page of a checkout session, whose id ends its address. Whoever's card is refused leaves the page open. */
async function payAt(world: World, url: string, card: string): Promise<void> {
  const sessionId = new URL(url).pathname.split("/").at(-1) ?? "";
  await world.twin.pay(sessionId, { card, country: "DE" });
}

/** At the provider's portal: whoever's card was refused enters one that is good, and pays what is open. */
async function mendCard({ sql, stripe }: World, { teamId }: Team): Promise<void> {
  const [customer] = await sql(
    `SELECT c.provider_id FROM payment_customers c JOIN subscriptions s USING (team_id)
     WHERE c.team_id = $1 AND s.ended_at IS NULL AND s.state IN ('past_due', 'unpaid', 'incomplete')`,
    [teamId],
  );
  if (customer === undefined) return;
  const id = String(customer.provider_id);
  await attempt(async () => {
    const method = await stripe.paymentMethods.attach("pm_card_visa", { customer: id });
    await stripe.customers.update(id, { invoice_settings: { default_payment_method: method.id } });
    const open = await stripe.invoices.list({ customer: id, status: "open" });
    for (const invoice of open.data) await stripe.invoices.pay(invoice.id ?? "");
  });
}

/** What the operator does on a day: marks as paid, gives credit, takes back; and at Stripe's dashboard refunds and ends plans. */
export async function operate(world: World, teams: readonly Team[]): Promise<void> {
  const { random } = world;
  const session = operator();
  const team = pick(random, teams);
  const { teamId, currency } = team;
  const [invoice] = (await listInvoices(team.as(world))).filter(
    ({ state, provider }) => state === "open" && provider === "none",
  );
  if (invoice !== undefined && random() < 0.6) {
    const which = { teamId, id: invoice.id };
    if (random() < 0.2 && invoice.totalMinor >= 100n)
      await attempt(() =>
        createCreditNote(world, session, {
          ...{
            teamId,
            invoiceId: invoice.id,
            amountMinor: invoice.totalMinor / 10n - ((invoice.totalMinor / 10n) % 10n),
          },
          ...{ reason: "A slow day", outcome: "owed", operationId: newId() },
        }),
      );
    else await attempt(() => markPaid(world, session, { ...which, note: "by transfer" }));
  }
  if (random() < 0.1)
    await attempt(() =>
      giveCredit(world, session, {
        ...{ teamId, kind: "promotional", name: "Thanks", operationId: newId() },
        amountPico: minorOf(currency, 300n) * PICO_PER_MINOR[currency],
        expiresAt: new Date(world.clock.now().getTime() + 20 * 86_400_000),
      }),
    );
  if (random() < 0.04) await refund(world);
  if (random() < 0.03) await dispute(world);
  if (random() < 0.03) await endPlan(world);
}

/** At once, and with an invoice over what was used until now; some take a plan again in the same month. */
async function endPlan({ stripe, random }: World): Promise<void> {
  await attempt(async () => {
    const { data } = await stripe.subscriptions.list({ status: "active", limit: 100 });
    const subscription = pick(random, data);
    if (subscription === undefined) return;
    await stripe.subscriptions.cancel(subscription.id, { invoice_now: true, prorate: random() < 0.5 });
  });
}

async function paid({ stripe }: World) {
  const { data } = await stripe.charges.list({ limit: 30 });
  return data.filter(({ paid: isPaid, disputed, refunded }) => isPaid && !disputed && !refunded);
}

async function refund(world: World): Promise<void> {
  await attempt(async () => {
    const charge = pick(world.random, await paid(world));
    if (charge === undefined) return;
    const part = Math.floor((charge.amount - charge.amount_refunded) / 20) * 10;
    const amount = world.random() < 0.5 && part > 0 ? { amount: part } : {};
    await world.stripe.refunds.create({ charge: charge.id, ...amount });
  });
}

async function dispute(world: World): Promise<void> {
  await attempt(async () => {
    const charge = pick(world.random, await paid(world));
    if (charge === undefined || charge.amount_refunded > 0) return;
    const id = await world.twin.openDispute(charge.id);
    world.disputes.push({ id, endsAt: world.clock.now().getTime() + 30 * 86_400_000 });
  });
}

/** What banks decide on a day. */
export async function decide(world: World): Promise<void> {
  const now = world.clock.now().getTime();
  for (const { id } of world.disputes.filter(({ endsAt }) => endsAt <= now))
    await world.twin.closeDispute(id, world.random() < 0.5 ? "won" : "lost");
  world.disputes = world.disputes.filter(({ endsAt }) => endsAt > now);
}

function operator(): Session {
  return {
    id: newId(),
    person: { id: newId(), email: "operator@example.test", name: "Op" },
    ...{ method: "password", ssoTeamId: null, secondFactorAt: null, provedAt: new Date(), isOperator: true },
    origin: NO_ORIGIN,
  };
}

/** Null: it was refused for a reason that people know. */
async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault ? SHRUGGED.has(error.kind) : isOfStripe(error)) return null;
    throw error;
  }
}
