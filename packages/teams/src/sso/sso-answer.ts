import type { Team } from "../team.ts";
import type { EntryRefusal } from "./rules/decide-entry.ts";

/**
 * - `cancelled`: the provider did not let them in, or they turned back.
 * - `invalid`: the answer does not belong to this browser's flow, was used, is too old, or is not the provider's.
 * - `email_unverified`: the provider vouches for no e-mail address.
 */
export type SsoRefusal = EntryRefusal | "cancelled" | "invalid" | "email_unverified";

export type SsoAnswer =
  | { admitted: true; personId: string; team: Team }
  | { admitted: false; reason: SsoRefusal; internal?: string };
