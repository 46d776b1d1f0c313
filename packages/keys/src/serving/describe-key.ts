import type { SystemContext } from "@millrace/db";
import type { KeyDescription } from "./key-description.ts";
import type { KeyIdentity } from "./key-identity.ts";
import { findDescription } from "./store.ts";

/** Null when the key is gone. */
export async function describeKey(
  { database }: SystemContext,
  identity: KeyIdentity,
): Promise<KeyDescription | null> {
  return database.inSystem((tx) => findDescription(tx, identity));
}
