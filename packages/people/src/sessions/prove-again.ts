import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import type { PeopleContext } from "../context.ts";
import { tryPassword } from "../passwords/try-password.ts";
import { withCode } from "../second-factor/with-code.ts";
import { requireOwnSession } from "./proof.ts";
import type { Session } from "./session.ts";
import { updateSession } from "./store.ts";

const inputSchema = z.union([
  z.strictObject({ password: z.string(), code: z.undefined().optional() }),
  z.strictObject({ code: z.string(), password: z.undefined().optional() }),
]);

/**
 * Whoever is signed in shows once more who they are, by password or by a code. Faults `invalid` `people.password_wrong`
 * and `people.code_wrong`, `limit_exceeded` `people.too_many_attempts`, `forbidden` `people.confined_session`.
 */
export async function proveAgain(
  ctx: PeopleContext,
  session: Session,
  input: { password?: string | undefined; code?: string | undefined },
): Promise<void> {
  const { password, code } = parseInput(inputSchema, input, "people.proof_invalid");
  requireOwnSession(session);
  const provedAt = ctx.clock.now();
  if (code !== undefined)
    return withCode(ctx, { session, code }, (tx) => updateSession(tx, session.id, { provedAt }));
  await tryPassword(ctx, { session, password });
  await ctx.database.inSystem((tx) => updateSession(tx, session.id, { provedAt }));
}
