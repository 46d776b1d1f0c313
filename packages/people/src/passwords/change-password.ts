import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import type { PeopleContext } from "../context.ts";
import { requireOwnSession, requireRecentProof } from "../sessions/proof.ts";
import type { Session } from "../sessions/session.ts";
import { findAddressee, findPasswordHash, lockPerson } from "../store.ts";
import { requireGoodPassword } from "./good-password.ts";
import { hashPassword } from "./password.ts";
import { setPassword } from "./set-password.ts";
import { tryPassword } from "./try-password.ts";

const inputSchema = z.object({ current: z.string().optional(), next: z.string() });

/**
 * A new password, or the first one. Whoever has one shows it, or has proved lately who they are; every other session ends.
 * Faults `invalid` `people.password_wrong` and those of a new password; `precondition` `people.prove_again`;
 * `limit_exceeded` `people.too_many_attempts`; `forbidden` `people.confined_session`.
 */
export async function changePassword(
  ctx: PeopleContext,
  session: Session,
  input: { current?: string | undefined; next: string },
): Promise<void> {
  const { current, next } = parseInput(inputSchema, input, "people.password_invalid");
  requireOwnSession(session);
  const { person, origin } = session;
  const stored = await ctx.database.inSystem((tx) => findPasswordHash(tx, person.id));
  if (stored !== null && current !== undefined) await tryPassword(ctx, { session, password: current });
  else requireRecentProof(session, ctx.clock);
  requireGoodPassword(next, person.email);
  const passwordHash = await hashPassword(next);
  await ctx.database.inSystem(async (tx) => {
    await lockPerson(tx, person.id);
    const addressee = await findAddressee(tx, { id: person.id });
    if (addressee)
      await setPassword(tx, ctx, { person: addressee, passwordHash, keepId: session.id, origin });
  });
}
