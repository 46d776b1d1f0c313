import { recordAudit } from "@millrace/audit";
import type { SystemContext } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { z } from "zod";
import { lockTeam } from "../locking/store.ts";
import { MEMBERS_MAX } from "../members/seats.ts";
import { operatorActor, requireOperator } from "./operator.ts";
import { findSeatsMax, saveSeatsMax } from "./store.ts";

const inputSchema = z.object({
  teamId: z.uuid(),
  seatsMax: z.int().min(1).max(MEMBERS_MAX).nullable(),
});

/**
 * How many members and open invitations a team may have; null: as many as it likes. Fewer than it has removes nobody, but
 * lets nobody in. The team reads of it in its log. For operators. Fault `not_found` `teams.no_such_team`.
 */
export async function setSeats(
  { database, clock }: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const { teamId, seatsMax } = parseInput(inputSchema, input, "teams.seats_invalid");
  requireOperator(session);
  const actor = operatorActor(session, teamId);
  await database.inSystem(async (tx) => {
    await lockTeam(tx, teamId);
    const before = await findSeatsMax(tx, teamId);
    if (before === undefined) throw noSuchTeam();
    if (before === seatsMax) return;
    await saveSeatsMax(tx, teamId, seatsMax);
    await recordAudit(
      tx,
      { clock, actor },
      {
        verb: "team.set_seats",
        subjectType: "team",
        subjectId: teamId,
        before: { seatsMax: before },
        after: { seatsMax },
      },
    );
  });
}

function noSuchTeam(): Fault {
  return new Fault({ kind: "not_found", code: "teams.no_such_team", message: "There is no such team." });
}
