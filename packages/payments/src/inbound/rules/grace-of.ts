import { accessOf, type Subscription } from "@millrace/billing";

type Standing = Pick<Subscription, "state" | "pastDueSince">;

/**
 * Until when a team is served although it could not be collected from, where that has just begun; null: it has not, or was
 * known before. `known`: how it stood; null: nothing was known of it.
 */
export function graceOf(
  known: Pick<Standing, "pastDueSince"> | null,
  saved: Standing,
  now: Date,
): Date | null {
  if (known !== null && known.pastDueSince !== null) return null;
  const access = accessOf(saved, now);
  return access.kind === "full" ? access.until : null;
}
