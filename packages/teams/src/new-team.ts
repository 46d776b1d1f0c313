import { recordAudit } from "@millrace/audit";
import type { Context, SystemTx } from "@millrace/db";
import { newId } from "@millrace/kernel";
import type { Person } from "@millrace/people";
import { z } from "zod";
import { makeHandle } from "./make-handle.ts";
import { insertMembership, insertTeam } from "./store.ts";
import { currencySchema, type Team, teamNameSchema } from "./team.ts";

export const newTeamSchema = z.object({ name: teamNameSchema, currency: currencySchema });

export function newTeam({ name, currency }: z.output<typeof newTeamSchema>): Team {
  return { id: newId(), handle: makeHandle(name), name, currency };
}

/** The team, its owner, and the first entry in its log. */
export async function insertFounded(
  tx: SystemTx,
  ctx: Pick<Context, "actor" | "clock">,
  { team, owner }: { team: Team; owner: Person },
): Promise<void> {
  const createdAt = ctx.clock.now();
  await insertTeam(tx, { ...team, createdAt });
  await insertMembership(tx, team.id, { personId: owner.id, role: "owner", joinedBy: "owner", createdAt });
  await recordAudit(tx, ctx, {
    verb: "team.create",
    subjectType: "team",
    subjectId: team.id,
    after: { name: team.name, currency: team.currency, owner: owner.email },
  });
}
