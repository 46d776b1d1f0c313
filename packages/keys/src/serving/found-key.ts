import type { KeyScopes } from "../key-scopes.ts";
import type { KeyIdentity } from "./key-identity.ts";

/** What a running service knows of a key. */
export type FoundKey = KeyIdentity &
  KeyScopes & {
    revokedAt: Date | null;
    expiresAt: Date | null;
    /** Another one after each change of what the key may do or of when it ends; says nothing else. */
    version: string;
  };

/** A key as a service holds it. */
export type HeldKey = Pick<FoundKey, "teamId" | "id" | "version">;
