import type { SystemContext } from "@millrace/db";
import { claimAccount } from "../account/claim-account.ts";
import { hashToken, tokenSchema } from "../rules/token.ts";
import { endEmailTokens, useEmailToken } from "./store.ts";

/** Whose link it is, once. Null for one that is used, expired, cut short or guessed: all the same. */
export async function useSignInLink(
  { database, clock }: SystemContext,
  { token }: { token: string },
): Promise<{ personId: string } | null> {
  if (!tokenSchema.safeParse(token).success) return null;
  const now = clock.now();
  return database.inSystem(async (tx) => {
    const used = await useEmailToken(tx, { tokenHash: hashToken(token), purpose: "sign_in", now });
    if (!used) return null;
    const { personId } = used;
    await endEmailTokens(tx, { personId, purpose: "sign_in", now });
    await claimAccount(tx, personId, now);
    return { personId };
  });
}
