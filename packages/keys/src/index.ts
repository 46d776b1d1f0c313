export { API_KEYS_MAX, type ApiKey, KEY_PREFIX } from "./api-key.ts";
export { createKey } from "./create-key.ts";
export { type FoundKey, findKeyByHash } from "./find-key-by-hash.ts";
export { findRevoked } from "./find-revoked.ts";
export type { KeyIdentity } from "./key-identity.ts";
export { listKeys } from "./list-keys.ts";
export { revokeKey } from "./revoke-key.ts";
export { parseKey } from "./rules/parse-key.ts";
export { touchKeys } from "./touch-keys.ts";
