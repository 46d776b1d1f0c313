export { checkKeys } from "./check-keys.ts";
export { createSecrets } from "./create-secrets.ts";
export { ensureKeyFile } from "./key-files.ts";
export { openKeyRing } from "./key-ring.ts";
export { type Rotation, type RotationOrder, rotateKeys } from "./rotation/rotate-keys.ts";
export type { Owner } from "./rules/place.ts";
export type { Secrets } from "./secrets.ts";
export type { AnyTx } from "./store.ts";
