import type { TeamTx } from "@millrace/db";
import { PERIODS } from "../account.ts";
import { scopeKey } from "../rules/charges-of.ts";
import { freelyOf } from "../rules/grant-in-steps.ts";
import { periodEnd, periodStart } from "../rules/period-bounds.ts";
import { type Limit, valueAt } from "./limit.ts";
import { findFills, findNotices, findSubjects } from "./store.ts";

/** A limit, and how full it is in its present period. */
export type FilledLimit = Limit & {
  /** What people call what it is for; null when that is gone. */
  subject: string | null;
  /** What it is now, a raise included. */
  effective: bigint;
  /** Of stored records, or what the team holds; nothing of a minute and of what is under way, which no record settles. */
  used: bigint;
  /** What nodes hold for requests under way or to come; of a minute all that they gave out. */
  reserved: bigint;
  /** When what is used is there again; null: not by itself. */
  freesAt: Date | null;
  /** So much is used that requests go one at a time. */
  isThrottled: boolean;
  /** Of which shares, in per cent, somebody was told in this period, and when; lowest first. */
  notices: { share: number; at: Date }[];
};

/** How full limits of a team are at this moment. */
export async function fillLimits(
  tx: TeamTx,
  teamId: string,
  { limits, now }: { limits: readonly Limit[]; now: Date },
): Promise<FilledLimit[]> {
  const starts = Object.fromEntries(PERIODS.map((period) => [period, periodStart(period, now)]));
  const subjects = await findSubjects(tx, teamId, limits);
  const fills = await findFills(tx, teamId, starts);
  const notices = await findNotices(tx, teamId, starts);
  return limits.map((limit) => {
    const { used, reserved } = fills.get(limit.id) ?? { used: 0n, reserved: 0n };
    const effective = valueAt(limit, now);
    const freely = freelyOf(effective, limit.throttleAt);
    return {
      ...limit,
      subject: subjects.get(scopeKey(limit.scope, limit.scopeId)) ?? null,
      effective,
      used,
      reserved,
      freesAt: periodEnd(limit.period, periodStart(limit.period, now)),
      isThrottled: freely !== null && used + reserved >= freely,
      notices: notices.get(limit.id) ?? [],
    };
  });
}
