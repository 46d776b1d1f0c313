import type { ApiKey } from "../api-key.ts";

/** What a key may be told of itself. */
export type KeyDescription = Pick<
  ApiKey,
  "id" | "name" | "createdAt" | "expiresAt" | "lastUsedAt" | "isService" | "apis" | "allowedIps"
> & {
  team: { id: string; name: string };
  /** Those that are still there, by name; null: every one of the team. */
  deployments: { id: string; name: string }[] | null;
};
