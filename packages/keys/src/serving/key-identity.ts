import { z } from "zod";

/** Names one key of one team. */
export type KeyIdentity = { teamId: string; id: string };

/** Keys that a node may ask about or report at once. */
export const KEYS_AT_ONCE_MAX = 10_000;

export const keyIdentitySchema = z.object({ teamId: z.uuid(), id: z.uuid() });
