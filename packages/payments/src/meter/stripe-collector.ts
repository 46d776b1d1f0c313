import type { Collectable, Collector, Completion } from "@millrace/billing";
import { Fault } from "@millrace/kernel";
import { findCustomer } from "../outbound/store.ts";
import { absoluteKey } from "../stripe/absolute-key.ts";
import { faultOfStripe } from "../stripe/fault-of-stripe.ts";
import { completionOf } from "./completion-of.ts";
import { readingOf } from "./reading.ts";
import { type MeterContext, tellMeter } from "./tell-meter.ts";
import { findUsageInvoice, readUsageInvoice, type UsageInvoice } from "./usage-invoice.ts";

const DAY_MS = 86_400_000;
/** Older readings are refused: after 35 days, and a day is left for whoever is slow. */
const READING_AGE_MAX_MS = 34 * DAY_MS;
/** Waiting longer than that after a month's end is told. */
const PATIENCE_MS = DAY_MS;

/**
 * Collects by Stripe what a month comes to. Its draft is held, told the final reading, and waited for until it shows exactly that;
 * then it is what the invoice is completed with. Where Stripe's invoice had become final before, or takes no reading of that age
 * any more, it stays as it is, and what it is over or below is carried: the next reading makes up for it.
 */
export function stripeCollector(ctx: MeterContext): Collector {
  return { complete: (invoice) => faultOfStripe(complete(ctx, invoice)) };
}

async function complete(
  ctx: MeterContext,
  { teamId, id, period, netMinor, carriedMinor }: Collectable,
): Promise<Completion | "later" | null> {
  const { database, stripe } = ctx;
  const customer = await database.oneInSystem((tx) => findCustomer(tx, teamId));
  if (customer === null) return null;
  const found = await findUsageInvoice(stripe, customer.providerId, period);
  if (found === null) return null;
  const waits = (what: string) => laterOr(ctx, { period, what, teamId });
  if (found === "later") return waits("has made no invoice");
  if (found.invoice.status !== "draft") return completionOf(stripe, found, netMinor);
  await hold(ctx, found, id);
  const wantedMinor = readingOf({ netMinor, carriedMinor });
  const at = new Date(found.usage.period.end * 1000 - 1000);
  if (ctx.clock.now().getTime() - at.getTime() > READING_AGE_MAX_MS)
    return completionOf(stripe, found, netMinor);
  await tellMeter(ctx, {
    ...{ teamId, customerId: customer.providerId, period },
    ...{ valueMinor: wantedMinor, at, isFinal: true },
  });
  const shown = await readUsageInvoice(stripe, found);
  if (shown.invoice.status === "draft" && BigInt(shown.usage.amount) !== wantedMinor)
    return waits("does not show the final reading");
  return completionOf(stripe, shown, netMinor);
}

/** Until it is told otherwise, Stripe makes a draft final by itself. */
async function hold({ stripe, clock }: MeterContext, { invoice }: UsageInvoice, id: string): Promise<void> {
  if (!invoice.auto_advance) return;
  await stripe.invoices.update(
    String(invoice.id),
    { auto_advance: false },
    absoluteKey(`invoice:${id}:hold`, clock.now()),
  );
}

type Waiting = Pick<Collectable, "teamId" | "period"> & { what: string };

function laterOr({ clock }: MeterContext, { period, what, teamId }: Waiting): "later" {
  if (clock.now().getTime() - period.end.getTime() < PATIENCE_MS) return "later";
  throw new Fault({
    kind: "internal",
    code: "payments.provider_behind",
    message: "The payment provider is behind, so that a month cannot be closed.",
    internal: `${teamId} ${period.start.toISOString().slice(0, 7)}: Stripe ${what}`,
  });
}
