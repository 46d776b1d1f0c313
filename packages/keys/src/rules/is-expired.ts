/** Ten years. */
export const KEY_LIFE_MS_MAX = 10 * 365 * 24 * 3_600_000;

/** A key works up to its expiry and not at it; null never comes. */
export function isExpired(expiresAt: Date | null, now: Date): boolean {
  return expiresAt !== null && now >= expiresAt;
}

/** Whether a key may be given this expiry: still to come and within ten years, or none. */
export function mayExpireAt(expiresAt: Date | null, now: Date): boolean {
  if (expiresAt === null) return true;
  return !isExpired(expiresAt, now) && expiresAt.getTime() - now.getTime() <= KEY_LIFE_MS_MAX;
}
