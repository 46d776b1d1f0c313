import type { SystemContext } from "@millrace/db";
import type { FoundKey } from "./found-key.ts";
import { findByHash } from "./store.ts";

/** The key with this hash (of `parseKey`), in whichever team, whether it works or not; null when there is none. */
export async function findKeyByHash({ database }: SystemContext, hash: Buffer): Promise<FoundKey | null> {
  return database.inSystem((tx) => findByHash(tx, hash));
}
