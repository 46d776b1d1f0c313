import type { SystemContext } from "@millrace/db";
import { Fault, parseInput } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { requireOperator } from "@millrace/teams";
import { z } from "zod";
import { retry } from "./store.ts";

const inputSchema = z.object({ id: z.string().min(1).max(255) });

/**
 * An event that was given up, or waits for its next attempt, is done now. For operators. Fault `invalid` `payments.event_invalid`,
 * `not_found` `payments.no_such_event`: there is none, or it is done.
 */
export async function replayEvent(
  { database, clock }: SystemContext,
  session: Session,
  input: z.input<typeof inputSchema>,
): Promise<void> {
  const { id } = parseInput(inputSchema, input, "payments.event_invalid");
  requireOperator(session);
  const isThere = await database.inSystem((tx) => retry(tx, id, clock.now()));
  if (!isThere)
    throw new Fault({
      kind: "not_found",
      code: "payments.no_such_event",
      message: "There is no event with this id that waits or was given up.",
    });
}
