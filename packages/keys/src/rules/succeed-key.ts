import { KEY_LIFE_MS_MAX } from "./is-expired.ts";

type Lifetime = { createdAt: Date; expiresAt: Date | null };

/**
 * When a key that takes over from another ends, and when the other does: the new one lives as long as the old one was
 * made to (ten years at most), the old one for the grace, and never longer than it would have.
 */
export function succeedKey(
  { createdAt, expiresAt }: Lifetime,
  { now, graceMs }: { now: Date; graceMs: number },
): { oldExpiresAt: Date; newExpiresAt: Date | null } {
  const graceEnds = now.getTime() + graceMs;
  if (expiresAt === null) return { oldExpiresAt: new Date(graceEnds), newExpiresAt: null };
  const lifeMs = Math.min(expiresAt.getTime() - createdAt.getTime(), KEY_LIFE_MS_MAX);
  return {
    oldExpiresAt: new Date(Math.min(graceEnds, expiresAt.getTime())),
    newExpiresAt: new Date(now.getTime() + lifeMs),
  };
}
