import { randomBytes } from "node:crypto";
import { type Clock, Fault, newId } from "@millrace/kernel";
import type { DataKey } from "./data-key.ts";
import { DataKeyCache } from "./data-key-cache.ts";
import type { KeyRing } from "./key-ring.ts";
import { KEY_BYTES, NONCE_BYTES } from "./rules/cipher.ts";
import type { Owner } from "./rules/place.ts";
import { dataKeyIdOf, openValue, sealValue } from "./rules/sealed-value.ts";
import type { Secrets } from "./secrets.ts";
import { type AnyTx, findDataKey, findInUse, insertDataKey, lockForWrapping } from "./store.ts";
import { cannotOpen, unwrapDataKey, wrapDataKey } from "./wrap-data-key.ts";

/** Longer values belong into a file. */
const PLAINTEXT_CHARACTERS_MAX = 32 * 1024 * 1024;

/** Secrets under the data keys of a database, which lie there wrapped under `keys`. Made at their owner's first use. */
export function createSecrets({ keys, clock }: { keys: KeyRing; clock: Clock }): Secrets {
  const cache = new DataKeyCache(clock);
  const inUse = new WeakMap<AnyTx, Map<Owner, DataKey>>();

  /**
   * Looked up once a transaction, so that many values cost one look-up; never for longer: a data key that a transaction made
   * and then undid must seal nothing.
   */
  async function inUseBy(tx: AnyTx, owner: Owner): Promise<DataKey> {
    const ofTx = inUse.get(tx) ?? new Map<Owner, DataKey>();
    inUse.set(tx, ofTx);
    const dataKey =
      ofTx.get(owner) ?? (await findInUse(tx, owner)) ?? (await makeDataKey(tx, { owner, keys, clock }));
    ofTx.set(owner, dataKey);
    return dataKey;
  }

  async function bytesOf(dataKey: DataKey): Promise<Uint8Array> {
    const known = cache.get(dataKey);
    if (known !== null) return known;
    const bytes = unwrapDataKey(dataKey, await keys.read());
    cache.put(dataKey, bytes);
    return bytes;
  }

  return {
    seal: async (tx, place, plaintext) => {
      if (plaintext.length > PLAINTEXT_CHARACTERS_MAX) throw tooLong();
      const dataKey = await inUseBy(tx, place.owner);
      const bytes = await bytesOf(dataKey);
      return sealValue(plaintext, {
        dataKey: { id: dataKey.id, bytes },
        nonce: randomBytes(NONCE_BYTES),
        place,
      });
    },
    open: async (tx, place, sealed) => {
      const id = dataKeyIdOf(sealed);
      if (id === null) throw cannotOpen("not a sealed value");
      const { owner } = place;
      const bytes = cache.get({ owner, id }) ?? (await bytesOf(await requireDataKey(tx, owner, id)));
      const plaintext = openValue(sealed, { bytes, place });
      if (plaintext === null) throw cannotOpen(`changed, or moved to ${place.purpose} ${place.id}`);
      return plaintext;
    },
  };
}

async function requireDataKey(tx: AnyTx, owner: Owner, id: string): Promise<DataKey> {
  const dataKey = await findDataKey(tx, owner, id);
  if (dataKey === null) throw cannotOpen(`data key ${id} is gone, or another's`);
  return dataKey;
}

/** A new data key in use. Two that are made at once are both good for what they sealed. */
export async function makeDataKey(
  tx: AnyTx,
  { owner, keys, clock }: { owner: Owner; keys: KeyRing; clock: Clock },
): Promise<DataKey> {
  // First the lock, then the file: a rotation that waited for us sees our row, any other has written its key before.
  await lockForWrapping(tx);
  const dataKey = wrapDataKey({ id: newId(), owner, bytes: randomBytes(KEY_BYTES) }, await keys.read());
  await insertDataKey(tx, dataKey, clock.now());
  return dataKey;
}

function tooLong(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "secrets.too_long",
    message: "A value is too long to be stored encrypted.",
  });
}
