import type { SystemContext } from "@millrace/db";
import type { Session } from "@millrace/people";
import { requireOperator } from "@millrace/teams";
import type { EventState, PaymentEvent } from "./payment-event.ts";
import { countEvents, findEvents } from "./store.ts";

const OPEN_SHOWN_MAX = 200;
const DONE_SHOWN_MAX = 50;

export type EventList = {
  /** Of all there are. */
  counts: Record<EventState, number>;
  /** Given up, oldest first. */
  failed: PaymentEvent[];
  /** Oldest first. */
  waiting: PaymentEvent[];
  /** Newest first. */
  done: PaymentEvent[];
};

/** What the provider told, and what became of it. For operators; Fault `not_found` for others. */
export async function listEvents({ database }: SystemContext, session: Session): Promise<EventList> {
  requireOperator(session);
  return database.inSystem(async (tx) => ({
    counts: await countEvents(tx),
    failed: await findEvents(tx, { state: "failed", limit: OPEN_SHOWN_MAX }),
    waiting: await findEvents(tx, { state: "waiting", limit: OPEN_SHOWN_MAX }),
    done: await findEvents(tx, { state: "done", limit: DONE_SHOWN_MAX }),
  }));
}
