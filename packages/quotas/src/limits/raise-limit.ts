import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import type { z } from "zod";
import { type Limit, RAISE_DAYS_MAX, raiseSchema } from "./limit.ts";
import { noSuchLimit } from "./no-such-limit.ts";
import { recordOf } from "./record-of.ts";
import { findLimit, lockLimits, writeRaise } from "./store.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * Raises a limit for a time, with a reason; over by itself. Faults `invalid` `quotas.raise_invalid`; `not_found`
 * `quotas.no_such_limit`.
 */
export async function raiseLimit(ctx: Context, input: z.input<typeof raiseSchema>): Promise<Limit> {
  const { id, ...raise } = parseInput(raiseSchema, input, "quotas.raise_invalid");
  const { actor, clock, database } = ctx;
  requirePermission(actor, "limits.write");
  const { teamId } = actor;
  const now = clock.now();
  return database.inTeam(teamId, async (tx) => {
    await lockLimits(tx, teamId);
    const before = await findLimit(tx, teamId, id);
    if (before === null) throw noSuchLimit();
    if (raise.value <= before.value) throw invalid("value", "A raise is above the limit.");
    const leftMs = raise.until.getTime() - now.getTime();
    if (leftMs <= 0 || leftMs > RAISE_DAYS_MAX * DAY_MS)
      throw invalid(
        "until",
        `A raise ends within ${RAISE_DAYS_MAX} days. Set another limit for what is to last.`,
      );
    const limit = await writeRaise(tx, teamId, { id, ...raise, raisedBy: actor.personId, now });
    await recordAudit(tx, ctx, {
      verb: "limit.raise",
      subjectType: "limit",
      subjectId: id,
      before: recordOf(before),
      after: recordOf(limit),
    });
    return limit;
  });
}

function invalid(param: string, message: string): Fault {
  return new Fault({ kind: "invalid", code: "quotas.raise_invalid", message, param });
}
