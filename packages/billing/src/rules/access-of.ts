import type { Subscription } from "../plans/subscription.ts";

/** How long a team is served as before although what it owes could not be collected. */
export const GRACE_MS = 14 * 86_400_000;

export const READ_ONLY_REASONS = ["past_due", "unpaid", "paused", "incomplete"] as const;
export type ReadOnlyReason = (typeof READ_ONLY_REASONS)[number];

/** What a team's plan lets it do: everything, for now or until a moment; or only read, and why. */
export type Access =
  | { readonly kind: "full"; readonly until: Date | null }
  | { readonly kind: "read_only"; readonly reason: ReadOnlyReason };

const FULL: Access = { kind: "full", until: null };

/**
 * Without a plan, or after one, a team is served as far as its limits and credit go. With one it is served while it is paid for
 * or on trial, and for 14 days of grace after it could not be collected.
 */
export function accessOf(
  subscription: Pick<Subscription, "state" | "pastDueSince"> | null,
  now: Date,
): Access {
  if (subscription === null) return FULL;
  const { state, pastDueSince } = subscription;
  switch (state) {
    case "trialing":
    case "active":
    case "canceled":
    case "incomplete_expired":
      return FULL;
    case "past_due": {
      if (pastDueSince === null) return FULL;
      const until = new Date(pastDueSince.getTime() + GRACE_MS);
      return now < until ? { kind: "full", until } : { kind: "read_only", reason: "past_due" };
    }
    case "unpaid":
    case "paused":
    case "incomplete":
      return { kind: "read_only", reason: state };
  }
}
