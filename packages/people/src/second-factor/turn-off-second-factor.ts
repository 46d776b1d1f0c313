import { parseInput } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import { requireOwnSession } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { codeSchema } from "./code-input.ts";
import { deleteFactor } from "./store.ts";
import { tellOfChange } from "./tell-of-change.ts";
import { withCode } from "./with-code.ts";

/**
 * From now on a sign-in has one step. The code may be a recovery code. Faults `invalid` `people.code_wrong`,
 * `limit_exceeded` `people.too_many_attempts`, `forbidden` `people.confined_session`.
 */
export async function turnOffSecondFactor(
  ctx: PeopleContext,
  session: Session,
  input: { code: string },
): Promise<void> {
  const { code } = parseInput(codeSchema, input, "people.code_invalid");
  requireOwnSession(session);
  await withCode(ctx, { session, code }, async (tx, person) => {
    await deleteFactor(tx, person.id);
    await tellOfChange(tx, ctx, { person, session, verb: "second_factor.turn_off", isOn: false });
  });
}
