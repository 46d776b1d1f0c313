import { displayNameSchema } from "@millrace/people";

export const KEY_PREFIX = "mr_live_";

/** Keys of one team that work at the same time. */
export const API_KEYS_MAX = 100;

const NAME_LENGTH_MAX = 80;

/** What may be known of a key after its creation. */
export type ApiKey = {
  id: string;
  name: string;
  prefix: string;
  /** Of the whole key; with the prefix, how a person tells keys apart. */
  lastFour: string;
  /** Null for the system, and for a person who has left the team. */
  createdBy: { id: string; label: string } | null;
  createdAt: Date;
  /** To within a few seconds: nodes report it in bulk. */
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

export const keyNameSchema = displayNameSchema(NAME_LENGTH_MAX);
