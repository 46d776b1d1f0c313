import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { BODY_DAYS_MAX } from "./body.ts";
import { removeBodies } from "./remove-bodies.ts";
import { findBodyDays, replaceBodyDays } from "./store.ts";

const inputSchema = z.object({ days: z.int().min(0).max(BODY_DAYS_MAX) });
const DAY_MS = 24 * 3_600_000;
const ALWAYS = new Date("9999-12-31T00:00:00Z");

/**
 * For how long bodies of requests are kept from now on; 0 keeps none. What would no longer be kept is removed, what is
 * kept already is never kept longer than was said when it came. Returns how many were removed.
 * Faults `invalid` `privacy.body_days_invalid`, `unavailable` `privacy.still_removing`: set already, ask again to go on.
 */
export async function setBodyDays(
  ctx: Context,
  input: z.infer<typeof inputSchema>,
): Promise<{ days: number; removed: number }> {
  const { days } = parseInput(inputSchema, input, "privacy.body_days_invalid");
  const { actor, database } = ctx;
  requirePermission(actor, "privacy.write");
  // First what the present days let go of: longer ones must not bring it back.
  const present = await database.inTeam(actor.teamId, (tx) => findBodyDays(tx, actor.teamId));
  const expired = await removeBodies(ctx, keptFrom(ctx, present));
  await database.inTeam(actor.teamId, async (tx) => {
    const before = await replaceBodyDays(tx, actor.teamId, days);
    if (before === days) return;
    await recordAudit(tx, ctx, {
      verb: "bodies.set_days",
      subjectType: "team",
      subjectId: actor.teamId,
      before: { days: before },
      after: { days },
    });
  });
  return { days, removed: expired + (await removeBodies(ctx, keptFrom(ctx, days))) };
}

/** What came before this is not kept. */
function keptFrom({ clock }: Context, days: number): Date {
  // Whatever the clocks of nodes say: none.
  if (days === 0) return ALWAYS;
  return new Date(clock.now().getTime() - days * DAY_MS);
}
