import type { Owner } from "./rules/place.ts";

/** What seals the values of one owner, as it lies in the database. */
export type DataKey = {
  id: string;
  owner: Owner;
  /** Under the installation key of this id. */
  wrapped: Uint8Array<ArrayBuffer>;
  wrappedBy: string;
};
