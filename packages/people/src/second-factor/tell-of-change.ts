import { recordPersonAudit } from "@millrace/audit";
import type { SystemTx } from "@millrace/db";
import type { PeopleContext } from "../context.ts";
import { postNotice } from "../notices.ts";
import type { Addressee } from "../person.ts";
import type { Session } from "../sessions/session.ts";

type Change = {
  person: Addressee;
  session: Session;
  verb: "second_factor.turn_on" | "second_factor.turn_off" | "second_factor.remake_codes";
  isOn: boolean;
};

/** The person by mail, and the log of each of their teams. */
export async function tellOfChange(
  tx: SystemTx,
  ctx: PeopleContext,
  { person, session, verb, isOn }: Change,
): Promise<void> {
  await postNotice(tx, ctx, person, {
    template: "second_factor_changed",
    values: { isOn: isOn ? "yes" : "no", path: "/account/security" },
  });
  await recordPersonAudit(
    tx,
    { clock: ctx.clock, person, address: session.origin.address },
    { verb, subjectType: "person", subjectId: person.id, after: { isOn } },
  );
}
