import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { Fault, newId, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import type { z } from "zod";
import { LIMITS_MAX, type Limit, newLimitSchema } from "./limit.ts";
import { recordOf } from "./record-of.ts";
import { countLimits, findLimitOn, isInTeam, lockLimits, upsertLimit } from "./store.ts";

/**
 * Sets what a team, one of its members, a key or a deployment may use; in place of what was set for the same measure and
 * period. Nodes hold requests to it within two seconds. Faults `invalid` `quotas.limit_invalid`, `not_found`
 * `quotas.no_such_subject`, `precondition` `quotas.too_many_limits`.
 */
export async function setLimit(ctx: Context, input: z.input<typeof newLimitSchema>): Promise<Limit> {
  const wanted = parseInput(newLimitSchema, input, "quotas.limit_invalid");
  const { actor, clock, database } = ctx;
  requirePermission(actor, "limits.write");
  const { teamId } = actor;
  return database.inTeam(teamId, async (tx) => {
    await lockLimits(tx, teamId);
    if (!(await isInTeam(tx, teamId, wanted))) throw noSuchSubject();
    const before = await findLimitOn(tx, teamId, wanted);
    if (before === null && (await countLimits(tx, teamId)) >= LIMITS_MAX) throw tooMany();
    const now = clock.now();
    const limit = await upsertLimit(tx, teamId, {
      ...wanted,
      id: before?.id ?? newId(),
      setBy: actor.personId,
      now,
    });
    await recordAudit(tx, ctx, {
      verb: before === null ? "limit.create" : "limit.update",
      subjectType: "limit",
      subjectId: limit.id,
      ...(before === null ? {} : { before: recordOf(before) }),
      after: recordOf(limit),
    });
    return limit;
  });
}

function noSuchSubject(): Fault {
  return new Fault({
    kind: "not_found",
    code: "quotas.no_such_subject",
    message: "There is no such member, key or deployment in this team.",
    param: "scopeId",
  });
}

function tooMany(): Fault {
  return new Fault({
    kind: "precondition",
    code: "quotas.too_many_limits",
    message: `A team has at most ${LIMITS_MAX} limits. Remove one that is no longer needed.`,
  });
}
