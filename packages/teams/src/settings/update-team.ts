import { recordAudit } from "@millrace/audit";
import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { requirePermission } from "../policy.ts";
import { requireHeld } from "../roles/standing.ts";
import { emailDomainsSchema } from "../rules/email-domain.ts";
import { teamNameSchema } from "../team.ts";
import { findSettings, saveSettings } from "./store.ts";

const inputSchema = z.object({ name: teamNameSchema, emailDomains: emailDomainsSchema });

/**
 * What the team is called, and whose addresses may join it from now on; whoever is in it stays. Its address stays as it
 * is. Fault `invalid` `teams.team_invalid`.
 */
export async function updateTeam(ctx: Context, input: z.input<typeof inputSchema>): Promise<void> {
  const wanted = parseInput(inputSchema, input, "teams.team_invalid");
  const { database, actor } = ctx;
  requirePermission(actor, "team.write");
  await database.inTeam(actor.teamId, async (tx) => {
    await lockTeam(tx, actor.teamId);
    await requireHeld(tx, ctx, "team.write");
    const before = await findSettings(tx, actor.teamId);
    if (before.name === wanted.name && before.emailDomains.join() === wanted.emailDomains.join()) return;
    await saveSettings(tx, actor.teamId, wanted);
    await recordAudit(tx, ctx, {
      verb: "team.update",
      subjectType: "team",
      subjectId: actor.teamId,
      before,
      after: wanted,
    });
  });
}
