/** What every invitation that may still let somebody in has; that it has not expired is asked beside it. */
export const OPEN = { acceptedAt: null, revokedAt: null } as const;
