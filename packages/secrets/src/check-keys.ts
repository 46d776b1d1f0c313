import type { SystemContext } from "@millrace/db";
import { makeDataKey } from "./create-secrets.ts";
import type { KeyRing } from "./key-ring.ts";
import { findInUse, listWrappings } from "./store.ts";
import { unwrapDataKey } from "./wrap-data-key.ts";

/**
 * Are these the keys that the database's secrets were sealed under? Opens a data key of each installation key in use, the
 * first time after making the installation's own. Faults: `secrets.key_missing`, `secrets.cannot_open`,
 * `secrets.keys_unusable`.
 */
export async function checkKeys({ database, clock }: SystemContext, keys: KeyRing): Promise<void> {
  const inUse = await database.inSystem(async (tx) => {
    if ((await findInUse(tx, null)) === null) await makeDataKey(tx, { owner: null, keys, clock });
    return listWrappings(tx);
  });
  const ring = await keys.read();
  for (const dataKey of inUse) unwrapDataKey(dataKey, ring);
}
