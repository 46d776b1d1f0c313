import { readNet } from "@millrace/billing";
import { atOnce, type Period, periodOf } from "@millrace/kernel";
import Stripe from "stripe";
import { absoluteKey } from "../stripe/absolute-key.ts";
import { faultOfStripe } from "../stripe/fault-of-stripe.ts";
import { readingOf } from "./reading.ts";
import { findUnread, type MeteredTeam } from "./store.ts";
import { type MeterContext, tellMeter } from "./tell-meter.ts";

const TEAMS_A_PAGE = 200;
/** Teams that are read at the same time. */
const READ_AT_ONCE = 4;
/** Before a month's end no more is told of it but the final reading, whose time is the last. */
const QUIET_MS = 60_000;
/** So long after a month's end Stripe's drafts of it are looked for. */
const DRAFTS_MS = 3 * 3_600_000;

export type ReadingRound = {
  /** How many teams were read. */
  read: number;
  failed: { teamId: string; error: unknown }[];
};

/**
 * Tells Stripe's meter what the month comes to so far for the teams of which something was booked, so that its invoices are nearly
 * right even if we are away when the month ends; and holds the drafts of the month before, so that they wait for us. `since`: a
 * while before the last round began; null: all teams are read.
 */
export async function keepReadings(
  ctx: MeterContext,
  { since }: { since: Date | null },
): Promise<ReadingRound> {
  const now = ctx.clock.now();
  const period = periodOf(now);
  const round: ReadingRound = { read: 0, failed: [] };
  if (now.getTime() - period.start.getTime() < DRAFTS_MS) await faultOfStripe(holdDrafts(ctx, period));
  if (period.end.getTime() - now.getTime() <= QUIET_MS) return round;
  for (let after: string | null = null; ; ) {
    const teams: MeteredTeam[] = await ctx.database.inSystem((tx) =>
      findUnread(tx, { period, since, after, limit: TEAMS_A_PAGE }),
    );
    await atOnce(READ_AT_ONCE, teams, async (team) => {
      try {
        await faultOfStripe(read(ctx, team, { period, at: now }));
        round.read += 1;
      } catch (error) {
        round.failed.push({ teamId: team.teamId, error });
      }
    });
    if (teams.length < TEAMS_A_PAGE) return round;
    after = teams.at(-1)?.teamId ?? null;
  }
}

async function read(
  ctx: MeterContext,
  team: MeteredTeam,
  { period, at }: { period: Period; at: Date },
): Promise<void> {
  const { teamId } = team;
  const valueMinor = readingOf(await readNet(ctx.database, { teamId, period }));
  await tellMeter(ctx, { ...team, period, valueMinor, at, isFinal: false });
}

async function holdDrafts({ stripe, clock }: MeterContext, { start }: Period): Promise<void> {
  const created = { gte: start.getTime() / 1000 };
  for await (const { id, billing_reason, auto_advance } of stripe.invoices.list({
    ...{ status: "draft" as const, created, limit: 100 },
  }))
    if (billing_reason === "subscription_cycle" && auto_advance)
      await unlessFinal(
        stripe.invoices.update(
          String(id),
          { auto_advance: false },
          absoluteKey(`draft:${id}:hold`, clock.now()),
        ),
      );
}

/** Between being listed and being held a draft may be made final or deleted. */
async function unlessFinal(held: Promise<unknown>): Promise<void> {
  try {
    await held;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
  }
}
