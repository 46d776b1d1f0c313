import { randomBytes } from "node:crypto";
import { Fault } from "@millrace/kernel";
import type { DataKey } from "./data-key.ts";
import { NONCE_BYTES } from "./rules/cipher.ts";
import type { InstallationKey } from "./rules/installation-key.ts";
import type { Owner } from "./rules/place.ts";
import { unwrapKey, wrapKey } from "./rules/wrapped-key.ts";

type Bare = { id: string; owner: Owner; bytes: Uint8Array };

/** A data key as it may lie in the database, under the newest installation key. */
export function wrapDataKey(
  { bytes, ...identity }: Bare,
  [newest]: readonly [InstallationKey, ...unknown[]],
): DataKey {
  const wrapped = wrapKey(bytes, { under: newest.bytes, nonce: randomBytes(NONCE_BYTES), identity });
  return { ...identity, wrapped, wrappedBy: newest.id };
}

/**
 * The bytes of a data key. Faults: `precondition` `secrets.key_missing` when the installation key that wraps it is not
 * among these, `internal` `secrets.cannot_open` when it was changed.
 */
export function unwrapDataKey(key: DataKey, keys: readonly InstallationKey[]): Uint8Array {
  const under = keys.find(({ id }) => id === key.wrappedBy);
  if (under === undefined) throw keyMissing(key.wrappedBy, keys);
  const bytes = unwrapKey(key.wrapped, { under: under.bytes, identity: key });
  if (bytes === null) throw cannotOpen(`data key ${key.id} was changed`);
  return bytes;
}

export function cannotOpen(internal: string): Fault {
  return new Fault({
    kind: "internal",
    code: "secrets.cannot_open",
    message: "What was stored encrypted cannot be opened any more. Quote the request id if you report it.",
    internal,
  });
}

export function keyMissing(missing: string, keys: readonly InstallationKey[]): Fault {
  return new Fault({
    kind: "precondition",
    code: "secrets.key_missing",
    message: `The secrets in the database were encrypted under the installation's key ${missing}, which is not here (here: ${keys.map(({ id }) => id).join(", ")}). Give that key back: see docs/guides/secrets-and-mail.md.`,
  });
}
