import type { SystemContext } from "@millrace/db";
import { parseInput } from "@millrace/kernel";
import { z } from "zod";
import { KEYS_AT_ONCE_MAX, type KeyIdentity, keyIdentitySchema } from "./key-identity.ts";
import { findWorking } from "./store.ts";

const inputSchema = z.array(keyIdentitySchema).max(KEYS_AT_ONCE_MAX);

/** Of these keys, the ids of those that are revoked or gone: what a service drops from its cache. At most 10,000 keys. */
export async function findRevoked({ database }: SystemContext, keys: KeyIdentity[]): Promise<string[]> {
  const asked = parseInput(inputSchema, keys, "keys.identities_invalid");
  if (asked.length === 0) return [];
  const working = new Set(await database.inSystem((tx) => findWorking(tx, asked)));
  return asked.map(({ id }) => id).filter((id) => !working.has(id));
}
