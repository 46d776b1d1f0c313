import type { Place } from "./rules/place.ts";
import type { AnyTx } from "./store.ts";

/** Seals and opens what must not lie readable in the database (AES-256-GCM under data keys). */
export type Secrets = {
  /** Fault `limit_exceeded` `secrets.too_long` over 32 MiB. */
  seal(tx: AnyTx, place: Place, plaintext: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Fault `internal` `secrets.cannot_open` when it was changed, moved, or its key is gone. */
  open(tx: AnyTx, place: Place, sealed: Uint8Array): Promise<string>;
};
