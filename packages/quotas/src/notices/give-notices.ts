import type { SystemContext, SystemTx } from "@millrace/db";
import { type MailContext, postMail } from "@millrace/mail";
import { listAddressees } from "@millrace/teams";
import { PERIODS } from "../account.ts";
import { addresseesOf } from "../rules/addressees-of.ts";
import { amountText } from "../rules/amount-text.ts";
import { periodEnd, periodStart } from "../rules/period-bounds.ts";
import type { ReachedShare, ToldLimit } from "./notice.ts";
import { findToldLimits, writeReached } from "./store.ts";

/** What one round tells; the next goes on. */
const SHARES_AT_ONCE = 200;
/** Afterwards nobody has any use for the mail. */
const MAIL_AGE_MAX_MS = 7 * 24 * 3_600_000;

type NoticeContext = SystemContext & MailContext;

/**
 * Tells people that shares of limits were reached: a row and a mail to each whom it concerns, in one transaction, once for a
 * limit, a start of its period and a share, however many do this at once and whoever is killed meanwhile. Of several shares
 * that were passed together the highest is mailed. What a change of the limit put out of reach again is told anew.
 */
export async function giveNotices(ctx: NoticeContext): Promise<ReachedShare[]> {
  const now = ctx.clock.now();
  const starts = PERIODS.filter((period) => period !== "minute").map((period) => ({
    period,
    startsAt: periodStart(period, now),
  }));
  return ctx.database.inSystem(async (tx) => {
    const reached = await writeReached(tx, { starts, now, limit: SHARES_AT_ONCE });
    if (reached.length === 0) return [];
    const highest = highestOf(reached);
    const limits = await findToldLimits(tx, { ids: [...highest.keys()], starts, now });
    for (const limit of limits) await tell(tx, ctx, { limit, share: highest.get(limit.id) ?? 0 });
    return reached;
  });
}

function highestOf(reached: readonly ReachedShare[]): Map<string, number> {
  const highest = new Map<string, number>();
  for (const { limitId, share } of reached) highest.set(limitId, Math.max(share, highest.get(limitId) ?? 0));
  return highest;
}

type Told = { limit: ToldLimit & { teamId: string }; share: number };

async function tell(tx: SystemTx, ctx: NoticeContext, { limit, share }: Told): Promise<void> {
  const { teamId, team, scope, measure, period, startsAt, value, used, subject } = limit;
  const now = ctx.clock.now();
  const frees = periodEnd(period, startsAt);
  for (const { email, locale } of addresseesOf(limit, await listAddressees(tx, teamId)))
    await postMail(tx, ctx, {
      template: "limit_reached",
      teamId,
      recipient: email,
      locale,
      expiresAt: new Date(now.getTime() + MAIL_AGE_MAX_MS),
      values: {
        ...{ team: team.name, scope, subject: subject ?? "", measure, period },
        share: String(share),
        value: amountText(measure, value, team.currency),
        used: amountText(measure, used, team.currency),
        frees: frees === null ? "" : frees.toISOString(),
        path: `/t/${team.handle}/limits`,
      },
    });
}
