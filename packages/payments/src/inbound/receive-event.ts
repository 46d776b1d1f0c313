import type { SystemContext } from "@millrace/db";
import { kindOf, subjectOf } from "./rules/subject-of.ts";
import { insertEvents } from "./store.ts";
import { type Delivery, type VerifiedEvent, verifyEvent } from "./verify-event.ts";

/** `known`: it came before. `ignored`: nothing here depends on it. */
export type Received = { id: string; type: string; outcome: "stored" | "known" | "ignored" };

/**
 * Takes what the provider delivers: checked, written down once, done later by `takeEvents`. Whoever answers the provider says
 * 2xx when this returns, 400 on a Fault `invalid` (as of `verifyEvent`), and 5xx on everything else, so that it comes again.
 */
export async function receiveEvent(
  { database, clock }: SystemContext,
  delivery: Delivery,
): Promise<Received> {
  const now = clock.now();
  const event = verifyEvent(delivery, now);
  const { id, type, happenedAt } = event;
  const objectId = objectIn(event);
  if (objectId === null) return { id, type, outcome: "ignored" };
  const count = await database.oneInSystem((tx) =>
    insertEvents(tx, [{ id, type, objectId, happenedAt }], now),
  );
  return { id, type, outcome: count === 1 ? "stored" : "known" };
}

/** A thin event is fetched by its own id. */
function objectIn({ id, type, data }: VerifiedEvent): string | null {
  return kindOf(type) === "meter" ? id : (subjectOf(type, data)?.id ?? null);
}
