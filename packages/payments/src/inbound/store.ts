import type { Prisma, SystemTx } from "@millrace/db";
import { z } from "zod";
import { EVENT_STATES, type PaymentEvent } from "./payment-event.ts";

const EVENT = {
  id: true,
  type: true,
  objectId: true,
  happenedAt: true,
  receivedAt: true,
  state: true,
  attempts: true,
  nextAttemptAt: true,
  lastError: true,
  doneAt: true,
} as const satisfies Prisma.PaymentEventSelect;

const stateSchema = z.enum(EVENT_STATES);
const REASON_LENGTH_MAX = 500;

export type ToldEvent = Pick<PaymentEvent, "id" | "type" | "objectId" | "happenedAt">;

/** How many of them are new. */
export async function insertEvents(tx: SystemTx, events: readonly ToldEvent[], now: Date): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO payment_events (id, provider, type, object_id, happened_at, state, received_at, next_attempt_at)
    SELECT id, 'stripe', type, "objectId", "happenedAt", 'waiting', ${now}, ${now}
    FROM json_to_recordset(${JSON.stringify(events)}::json) AS told (id text, type text, "objectId" text, "happenedAt" timestamptz)
    ON CONFLICT (id) DO NOTHING`;
}

/** Those that are due, oldest first, each an attempt more and nobody else's until `until`; what a process that died held comes again. */
export async function claimEvents(
  tx: SystemTx,
  { now, until, limit }: { now: Date; until: Date; limit: number },
): Promise<PaymentEvent[]> {
  const rows = await tx.$queryRaw<Row[]>`
    WITH claimed AS (
      UPDATE payment_events SET attempts = attempts + 1, next_attempt_at = ${until}
      WHERE id IN (
        SELECT id FROM payment_events WHERE state = 'waiting' AND next_attempt_at <= ${now}
        ORDER BY next_attempt_at, happened_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING *)
    SELECT id, type, object_id AS "objectId", happened_at AS "happenedAt", received_at AS "receivedAt", state, attempts,
      next_attempt_at AS "nextAttemptAt", last_error AS "lastError", done_at AS "doneAt"
    FROM claimed ORDER BY happened_at, id`;
  return rows.map(toEvent);
}

/** Only while the claim is ours. */
const claimed = ({ id, attempts }: PaymentEvent) => ({ id, attempts, state: "waiting" });

export async function markDone(tx: SystemTx, events: readonly PaymentEvent[], now: Date): Promise<void> {
  await tx.paymentEvent.updateMany({
    where: { id: { in: events.map(({ id }) => id) }, state: { not: "done" } },
    data: { state: "done", doneAt: now, lastError: null },
  });
}

/** As if it had not been tried, but later. */
export async function postpone(
  tx: SystemTx,
  event: PaymentEvent,
  { reason, nextAttemptAt }: { reason: string; nextAttemptAt: Date },
): Promise<void> {
  await tx.paymentEvent.updateMany({
    where: claimed(event),
    data: { attempts: event.attempts - 1, nextAttemptAt, lastError: cut(reason) },
  });
}

/** `nextAttemptAt` null: it is given up. */
export async function noteFailure(
  tx: SystemTx,
  event: PaymentEvent,
  { reason, nextAttemptAt }: { reason: string; nextAttemptAt: Date | null },
): Promise<void> {
  await tx.paymentEvent.updateMany({
    where: claimed(event),
    data: {
      lastError: cut(reason),
      ...(nextAttemptAt === null ? { state: "failed" } : { nextAttemptAt }),
    },
  });
}

/** False: there is none of this id that was given up or waits. */
export async function retry(tx: SystemTx, id: string, now: Date): Promise<boolean> {
  const { count } = await tx.paymentEvent.updateMany({
    where: { id, state: { in: ["failed", "waiting"] } },
    data: { state: "waiting", attempts: 0, nextAttemptAt: now },
  });
  return count === 1;
}

export async function findEvents(
  tx: SystemTx,
  { state, limit }: { state: PaymentEvent["state"]; limit: number },
): Promise<PaymentEvent[]> {
  const rows = await tx.paymentEvent.findMany({
    where: { state },
    select: EVENT,
    orderBy: [{ happenedAt: state === "done" ? "desc" : "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(toEvent);
}

export async function countEvents(tx: SystemTx): Promise<Record<PaymentEvent["state"], number>> {
  const rows = await tx.paymentEvent.groupBy({ by: ["state"], _count: true });
  const of = (state: PaymentEvent["state"]) => rows.find((row) => row.state === state)?._count ?? 0;
  return { waiting: of("waiting"), done: of("done"), failed: of("failed") };
}

/** Of these objects, those that an event waits for. */
export async function findAwaited(tx: SystemTx, objectIds: readonly string[]): Promise<Set<string>> {
  const rows = await tx.paymentEvent.findMany({
    where: { objectId: { in: [...objectIds] }, state: "waiting" },
    select: { objectId: true },
  });
  return new Set(rows.flatMap(({ objectId }) => objectId ?? []));
}

function cut(reason: string): string {
  return reason.slice(0, REASON_LENGTH_MAX);
}

type Row = Prisma.PaymentEventGetPayload<{ select: typeof EVENT }>;

function toEvent({ state, objectId, ...row }: Row): PaymentEvent {
  return { ...row, state: stateSchema.parse(state), objectId: objectId ?? "" };
}
