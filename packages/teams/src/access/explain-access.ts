import type { Context } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { findMember } from "../members/store.ts";
import { PERMISSIONS } from "../permission.ts";
import { requirePermission } from "../policy.ts";
import { findRole } from "../roles/store.ts";
import { type AccessAnswer, accessOf } from "../rules/access-of.ts";
import { findSsoRequired } from "./store.ts";

const inputSchema = z.object({ personId: z.uuid(), permission: z.enum(PERMISSIONS) });

/** Whether a person may do something in the team, and by which rule. Somebody outside is answered as `not_a_member`. */
export async function explainAccess(ctx: Context, input: z.input<typeof inputSchema>): Promise<AccessAnswer> {
  const { personId, permission } = parseInput(inputSchema, input, "teams.access_invalid");
  const { database, actor } = ctx;
  requirePermission(actor, "members.read");
  return database.inTeam(actor.teamId, async (tx) => {
    const member = await findMember(tx, actor.teamId, personId);
    const role = member && (await findRole(tx, actor.teamId, member.role));
    const requiresSso = await findSsoRequired(tx, actor.teamId);
    return accessOf({ kind: "person", role: role ?? null, requiresSso }, permission);
  });
}
