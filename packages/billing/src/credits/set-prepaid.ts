import { recordAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { operatorActor, requireOperator } from "@millrace/teams";
import { z } from "zod";
import { noSuchTeam } from "../faults.ts";
import { deleteCreditLeases, lockPrepaid, savePrepaid } from "./store-prepaid.ts";

const inputSchema = z.object({ teamId: z.uuid(), isPrepaid: z.boolean() });

/**
 * Whether a team is served only as far as its credit goes. What nodes hold of its credit is taken back, so that they ask anew.
 * The team reads of it in its log. For operators. Fault `not_found` `billing.no_such_team`.
 */
export async function setPrepaid(
  { database, clock }: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const { teamId, isPrepaid } = parseInput(inputSchema, input, "billing.prepaid_invalid");
  requireOperator(session);
  const actor = operatorActor(session, teamId);
  await database.inSystem(async (tx) => {
    const before = await lockPrepaid(tx, teamId);
    if (before === null) throw noSuchTeam();
    if (before === isPrepaid) return;
    await savePrepaid(tx, teamId, isPrepaid);
    await deleteCreditLeases(tx, teamId);
    await recordAudit(
      tx,
      { clock, actor },
      {
        verb: "team.set_prepaid",
        subjectType: "team",
        subjectId: teamId,
        before: { isPrepaid: before },
        after: { isPrepaid },
      },
    );
  });
}
