import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { PERIODS } from "../account.ts";
import { scopeKey } from "../rules/charges-of.ts";
import { periodEnd, periodStart } from "../rules/period-bounds.ts";
import { type Limit, valueAt } from "./limit.ts";
import { findFills, findLimits, findSubjects } from "./store.ts";

/** A limit, and how full it is in its present period. */
export type FilledLimit = Limit & {
  /** What people call what it is for; null when that is gone. */
  subject: string | null;
  /** What it is now, a raise included. */
  effective: bigint;
  /** Of stored records; of a minute and of what is under way, all that nodes gave out. */
  used: bigint;
  /** What nodes hold for requests under way or to come. */
  reserved: bigint;
  /** When what is used is there again; null: not by itself. */
  freesAt: Date | null;
};

const inputSchema = z.object({
  /** Only those that hold for this key: its own, its maker's, the team's, and those of the deployments that it may call. */
  keyId: z.uuid().optional(),
});

/** All limits of a team, or those that a key is held to: what it could still do. Fault `invalid` `quotas.filter_invalid`. */
export async function listLimits(
  ctx: Context,
  input: z.input<typeof inputSchema> = {},
): Promise<FilledLimit[]> {
  const { keyId } = parseInput(inputSchema, input, "quotas.filter_invalid");
  const { actor, clock, database } = ctx;
  requirePermission(actor, "limits.read");
  const { teamId } = actor;
  const now = clock.now();
  const starts = Object.fromEntries(PERIODS.map((period) => [period, periodStart(period, now)]));
  return database.inTeam(teamId, async (tx) => {
    const limits = await findLimits(tx, teamId, keyId ?? null);
    const subjects = await findSubjects(tx, teamId, limits);
    const fills = await findFills(tx, teamId, starts);
    return limits.map((limit) => {
      const { used, reserved } = fills.get(limit.id) ?? { used: 0n, reserved: 0n };
      const startsAt = periodStart(limit.period, now);
      return {
        ...limit,
        subject: subjects.get(scopeKey(limit.scope, limit.scopeId)) ?? null,
        effective: valueAt(limit, now),
        used,
        reserved,
        freesAt: periodEnd(limit.period, startsAt),
      };
    });
  });
}
