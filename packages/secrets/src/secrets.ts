import type { SystemTx, TeamTx } from "@millrace/db";

export type AnyTx = TeamTx | SystemTx;

/** Whose data key seals: a team's, or the installation's for what belongs to no team (`null`, system role only). */
export type Owner = string | null;

/** What a sealed value is for, such as `second_factor`. Bound into the seal: one that is moved elsewhere does not open. */
type Place = { owner: Owner; purpose: string; id: string };

/** Seals and opens what must not lie readable in the database (AES-256-GCM under data keys). */
export type Secrets = {
  seal(tx: AnyTx, place: Place, plaintext: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Fault `internal` `secrets.cannot_open` when it was changed, moved, or its key is gone. */
  open(tx: AnyTx, place: Place, sealed: Uint8Array): Promise<string>;
};
