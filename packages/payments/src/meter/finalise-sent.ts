import { atOnce, Fault } from "@millrace/kernel";
import { absoluteKey } from "../stripe/absolute-key.ts";
import { faultOfStripe } from "../stripe/fault-of-stripe.ts";
import { findUnsent, markSent, type UnsentInvoice } from "./store.ts";
import type { MeterContext } from "./tell-meter.ts";

/** What one round does at most; what is left waits for the next. */
const INVOICES_A_ROUND = 100;
/** Of them, so many at the same time. */
const SENT_AT_ONCE = 4;

export type SendingRound = { sent: UnsentInvoice[]; failed: { teamId: string; error: unknown }[] };

/**
 * Lets Stripe collect what was closed: its drafts become final, once ours are. One that has come to another total meanwhile stays
 * a draft, and is told.
 */
export async function finaliseSent(ctx: MeterContext): Promise<SendingRound> {
  const { database, clock } = ctx;
  const round: SendingRound = { sent: [], failed: [] };
  const unsent = await database.oneInSystem((tx) => findUnsent(tx, INVOICES_A_ROUND));
  await atOnce(SENT_AT_ONCE, unsent, async (invoice) => {
    try {
      await faultOfStripe(finalise(ctx, invoice));
      await database.oneInSystem((tx) => markSent(tx, invoice, clock.now()));
      round.sent.push(invoice);
    } catch (error) {
      round.failed.push({ teamId: invoice.teamId, error });
    }
  });
  return round;
}

async function finalise(
  { stripe, clock }: MeterContext,
  { id, providerId, totalMinor }: UnsentInvoice,
): Promise<void> {
  const { status, total } = await stripe.invoices.retrieve(providerId);
  if (status !== "draft") return;
  if (BigInt(total) !== totalMinor) throw changedSince(providerId, { ours: totalMinor, theirs: total });
  await stripe.invoices.finalizeInvoice(
    providerId,
    { auto_advance: true },
    absoluteKey(`invoice:${id}:finalise`, clock.now()),
  );
}

function changedSince(providerId: string, { ours, theirs }: { ours: bigint; theirs: number }): Fault {
  return new Fault({
    kind: "internal",
    code: "payments.draft_changed",
    message: "A draft of the payment provider has changed since its invoice was closed.",
    internal: `${providerId}: ours ${ours}, theirs ${theirs}`,
  });
}
