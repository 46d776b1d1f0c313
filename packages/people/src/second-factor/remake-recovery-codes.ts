import { parseInput } from "@millrace/kernel";
import type { PeopleContext } from "../context.ts";
import { requireOwnSession } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { codeSchema } from "./code-input.ts";
import { issueRecoveryCodes } from "./issue-recovery-codes.ts";
import { tellOfChange } from "./tell-of-change.ts";
import { withCode } from "./with-code.ts";

/**
 * Ten new recovery codes, shown once; those from before are void. Faults `invalid` `people.code_wrong`,
 * `limit_exceeded` `people.too_many_attempts`, `forbidden` `people.confined_session`.
 */
export async function remakeRecoveryCodes(
  ctx: PeopleContext,
  session: Session,
  input: { code: string },
): Promise<{ recoveryCodes: string[] }> {
  const { code } = parseInput(codeSchema, input, "people.code_invalid");
  requireOwnSession(session);
  return withCode(ctx, { session, code }, async (tx, person) => {
    const recoveryCodes = await issueRecoveryCodes(tx, person.id);
    await tellOfChange(tx, ctx, { person, session, verb: "second_factor.remake_codes", isOn: true });
    return { recoveryCodes };
  });
}
