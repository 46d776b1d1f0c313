import type { SystemContext } from "@millrace/db";
import type { KeyIdentity } from "./key-identity.ts";
import { findByHash } from "./store.ts";

export type FoundKey = KeyIdentity & { revokedAt: Date | null };

/** The key with this hash (of `parseKey`), in whichever team, working or revoked; null when there is none. */
export async function findKeyByHash({ database }: SystemContext, hash: Buffer): Promise<FoundKey | null> {
  return database.inSystem((tx) => findByHash(tx, hash));
}
