import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import type { FoundKey, HeldKey } from "./found-key.ts";
import { KEYS_AT_ONCE_MAX, keyIdentitySchema } from "./key-identity.ts";
import { findOthers } from "./store.ts";

const inputSchema = z.array(keyIdentitySchema.extend({ version: z.string() })).max(KEYS_AT_ONCE_MAX);

export type ChangedKeys = {
  /** Ids of keys that are revoked or gone. */
  ended: string[];
  /** As they are now. */
  changed: FoundKey[];
};

/** Of the keys that a service holds, those that are no longer as it holds them; one query. At most 10,000 keys. */
export async function findChangedKeys({ database }: SystemContext, held: HeldKey[]): Promise<ChangedKeys> {
  const asked = parseInput(inputSchema, held, "keys.identities_invalid");
  if (asked.length === 0) return { ended: [], changed: [] };
  const others = await database.inSystem((tx) => findOthers(tx, asked));
  return {
    ended: others.flatMap(({ askedId, key }) => (key?.revokedAt === null ? [] : [askedId])),
    changed: others.flatMap(({ key }) => (key?.revokedAt === null ? [key] : [])),
  };
}
