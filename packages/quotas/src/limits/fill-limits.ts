import type { TeamTx } from "@millrace/db";
import { PERIODS } from "../account.ts";
import { scopeKey } from "../rules/charges-of.ts";
import { periodEnd, periodStart } from "../rules/period-bounds.ts";
import { type Limit, valueAt } from "./limit.ts";
import { findFills, findSubjects } from "./store.ts";

/** A limit, and how full it is in its present period. */
export type FilledLimit = Limit & {
  /** What people call what it is for; null when that is gone. */
  subject: string | null;
  /** What it is now, a raise included. */
  effective: bigint;
  /** Of stored records; nothing of a minute and of what is under way, which no record settles. */
  used: bigint;
  /** What nodes hold for requests under way or to come; of a minute all that they gave out. */
  reserved: bigint;
  /** When what is used is there again; null: not by itself. */
  freesAt: Date | null;
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
  return limits.map((limit) => {
    const { used, reserved } = fills.get(limit.id) ?? { used: 0n, reserved: 0n };
    return {
      ...limit,
      subject: subjects.get(scopeKey(limit.scope, limit.scopeId)) ?? null,
      effective: valueAt(limit, now),
      used,
      reserved,
      freesAt: periodEnd(limit.period, periodStart(limit.period, now)),
    };
  });
}
