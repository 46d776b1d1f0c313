import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { KEYS_AT_ONCE_MAX, type KeyIdentity, keyIdentitySchema } from "./key-identity.ts";
import { moveLastUsed } from "./store.ts";

const inputSchema = z.array(keyIdentitySchema.extend({ at: z.date() })).max(KEYS_AT_ONCE_MAX);

/** Notes when keys were last used, in bulk and in any order; at most 10,000 uses. Keys that are gone are passed over. */
export async function touchKeys(
  { database }: SystemContext,
  uses: (KeyIdentity & { at: Date })[],
): Promise<void> {
  const parsed = parseInput(inputSchema, uses, "keys.uses_invalid");
  if (parsed.length === 0) return;
  await database.inSystem((tx) => moveLastUsed(tx, parsed));
}
