import { isExpired } from "./is-expired.ts";

export type KeyState = "working" | "replaced" | "expired" | "revoked";

type Ends = { revokedAt: Date | null; expiresAt: Date | null; replacedBy: string | null };

/** Whether a key is refused for ever. */
export function hasEnded(
  { revokedAt, expiresAt }: Pick<Ends, "revokedAt" | "expiresAt">,
  now: Date,
): boolean {
  return revokedAt !== null || isExpired(expiresAt, now);
}

/** `working` and `replaced` keys are let in, a replaced one until it expires; what has ended once stays ended. */
export function keyState({ revokedAt, expiresAt, replacedBy }: Ends, now: Date): KeyState {
  if (revokedAt !== null) return "revoked";
  if (isExpired(expiresAt, now)) return "expired";
  return replacedBy === null ? "working" : "replaced";
}
