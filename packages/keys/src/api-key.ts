import { displayNameSchema } from "@millrace/people";
import type { KeyScopes } from "./key-scopes.ts";

export const KEY_PREFIX = "mr_live_";

/** Keys of one team that work at the same time. */
export const API_KEYS_MAX = 100;

const NAME_LENGTH_MAX = 80;

/** What may be known of a key after its creation. */
export type ApiKey = KeyScopes & {
  id: string;
  name: string;
  prefix: string;
  /** Of the whole key; with the prefix, how a person tells keys apart. */
  lastFour: string;
  /** Null for the system, and for a person who has left the team. */
  createdBy: { id: string; label: string } | null;
  /** Of the team rather than of whoever made it: it stays when they leave. */
  isService: boolean;
  createdAt: Date;
  /** From this moment on it is refused; null: never. */
  expiresAt: Date | null;
  /** The key that took over from this one, which works on until it expires. */
  replacedBy: string | null;
  /** To within a few seconds: nodes report it in bulk. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export const keyNameSchema = displayNameSchema(NAME_LENGTH_MAX);

type Recorded = Pick<
  ApiKey,
  "name" | "lastFour" | "isService" | "deploymentIds" | "apis" | "allowedIps" | "expiresAt"
>;

/** What the audit log says of a key. */
export function recordOf({
  name,
  lastFour,
  isService,
  deploymentIds,
  apis,
  allowedIps,
  expiresAt,
}: Recorded) {
  return {
    name,
    lastFour,
    isService,
    deploymentIds,
    apis,
    allowedIps,
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
