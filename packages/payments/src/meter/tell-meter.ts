import type { SystemContext } from "@millrace/db";
import type Stripe from "stripe";
import { sendReading } from "../stripe/stripe-meter.ts";
import type { MeterReading, WantedReading } from "./reading.ts";
import { findReadings, insertReading, lockReadings, saveReading, sequenceOf } from "./store.ts";

/** After that a reading that the provider took and does not show is told again, under another name. */
const SHOWN_WITHIN_MS = 3_600_000;

export type MeterContext = SystemContext & { stripe: Stripe };

/**
 * Tells the provider's meter what a period comes to. Written down before it is sent, under a name that follows from team, period and
 * how many came before, so that the same reading is the same event however often it is sent. Where the provider had something
 * against one, or has lost it, the next has another name. After the final one of a period nothing is told of it but that.
 */
export async function tellMeter(ctx: MeterContext, wanted: WantedReading): Promise<void> {
  const { database, clock } = ctx;
  const { teamId, period } = wanted;
  const place = { teamId, periodStart: period.start };
  const reading = await database.inSystem(async (tx) => {
    await lockReadings(tx, teamId);
    const known = await findReadings(tx, place);
    const [newest] = known;
    const now = clock.now();
    if (newest?.isFinal && !wanted.isFinal) return null;
    if (newest !== undefined && isStill(newest, wanted, now)) return newest.sentAt === null ? newest : null;
    const fresh = {
      identifier: `${teamId}:${period.start.toISOString().slice(0, 7)}:${newest === undefined ? 1 : sequenceOf(newest) + 1}`,
      ...{ valueMinor: wanted.valueMinor, at: wanted.at, isFinal: wanted.isFinal, sentAt: null, error: null },
    };
    await insertReading(tx, place, { ...fresh, createdAt: now });
    return fresh;
  });
  if (reading === null) return;
  const refusal = await sendReading(ctx.stripe, { ...reading, customerId: wanted.customerId }, clock.now());
  const change = refusal === null ? { sentAt: clock.now() } : { error: refusal };
  await database.oneInSystem((tx) => saveReading(tx, { ...place, identifier: reading.identifier }, change));
}

function isStill(newest: MeterReading, wanted: WantedReading, now: Date): boolean {
  if (newest.valueMinor !== wanted.valueMinor || newest.isFinal !== wanted.isFinal) return false;
  if (newest.error !== null) return false;
  const isLost =
    wanted.isFinal && newest.sentAt !== null && now.getTime() - newest.sentAt.getTime() > SHOWN_WITHIN_MS;
  return !isLost;
}
