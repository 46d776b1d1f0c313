import { decrypt, encrypt } from "./cipher.ts";
import type { Owner } from "./place.ts";

/** Of the layout: version, then what the cipher makes. */
const VERSION = 1;

/** A data key and whose it is: bound into the wrapping, so that no key can be passed off as another's. */
type Identity = { id: string; owner: Owner };

/** A data key under an installation key. */
export function wrapKey(
  dataKey: Uint8Array,
  { under, nonce, identity }: { under: Uint8Array; nonce: Uint8Array; identity: Identity },
): Buffer<ArrayBuffer> {
  const wrapped = encrypt(dataKey, { key: under, nonce, bound: boundTo(identity) });
  return Buffer.concat([Buffer.of(VERSION), wrapped]);
}

/** Null when it was changed, wrapped under another key, or is another data key's. */
export function unwrapKey(
  wrapped: Uint8Array,
  { under, identity }: { under: Uint8Array; identity: Identity },
): Uint8Array | null {
  if (wrapped[0] !== VERSION) return null;
  return decrypt(wrapped.subarray(1), { key: under, bound: boundTo(identity) });
}

function boundTo({ id, owner }: Identity): Buffer {
  return Buffer.from(JSON.stringify(["data key", owner, id]));
}
