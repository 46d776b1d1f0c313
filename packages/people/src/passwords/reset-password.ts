import { type Origin, parseInput } from "@millrace/kernel";
import { z } from "zod";
import { claimAccount } from "../account/claim-account.ts";
import type { PeopleContext } from "../context.ts";
import { isEmailTokenGood, useEmailToken } from "../email-links/store.ts";
import { linkVoid } from "../email-links/verify-email.ts";
import { hashToken, tokenSchema } from "../rules/token.ts";
import { findAddressee, lockPerson } from "../store.ts";
import { requireGoodPassword } from "./good-password.ts";
import { hashPassword } from "./password.ts";
import { setPassword } from "./set-password.ts";

const inputSchema = z.object({ token: z.string(), password: z.string() });

/**
 * A new password by a mailed link. Every session ends; a second factor stays. A password that is refused uses nothing
 * up. Faults `not_found` `people.link_spent` and those of a new password.
 */
export async function resetPassword(
  ctx: PeopleContext,
  { origin, ...input }: { token: string; password: string; origin: Origin },
): Promise<void> {
  const { token, password } = parseInput(inputSchema, input, "people.password_invalid");
  if (!tokenSchema.safeParse(token).success) throw linkVoid();
  requireGoodPassword(password, "");
  const link = { tokenHash: hashToken(token), purpose: "reset_password" } as const;
  // A hash takes so much that only whoever was mailed a link may ask for one.
  const isGood = await ctx.database.inSystem((tx) => isEmailTokenGood(tx, { ...link, now: ctx.clock.now() }));
  if (!isGood) throw linkVoid();
  const passwordHash = await hashPassword(password);
  await ctx.database.inSystem(async (tx) => {
    const now = ctx.clock.now();
    const used = await useEmailToken(tx, { ...link, now });
    const person = used && (await findAddressee(tx, { id: used.personId }));
    if (!used || person?.email !== used.email) throw linkVoid();
    // The whole transaction is undone, so that the link is still good for a better one.
    requireGoodPassword(password, person.email);
    await lockPerson(tx, person.id);
    await claimAccount(tx, person.id, now);
    await setPassword(tx, ctx, { person, passwordHash, keepId: null, origin });
  });
}
