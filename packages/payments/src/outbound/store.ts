import type { Prisma, SystemTx, TeamTx } from "@millrace/db";
import { isUuid } from "@millrace/kernel";
import { z } from "zod";
import {
  OPERATION_KINDS,
  OPERATION_STATES,
  type OperationKind,
  type PaymentOperation,
  requestSchema,
} from "./operation.ts";

const OPERATION = {
  teamId: true,
  id: true,
  kind: true,
  key: true,
  state: true,
  request: true,
  providerId: true,
  attempts: true,
  createdBy: true,
  createdAt: true,
} as const satisfies Prisma.PaymentOperationSelect;

const kindSchema = z.enum(OPERATION_KINDS);
const stateSchema = z.enum(OPERATION_STATES);

/** Whoever asks the provider for something of a team writes it down one after the other, until the transaction ends. */
export async function lockOperations(tx: SystemTx, teamId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('payments.operations ' || ${teamId}, 0))`;
}

/** Of a subject, the one that waits; null: none does. */
export async function findWaiting(
  tx: SystemTx,
  teamId: string,
  subject: string,
): Promise<PaymentOperation | null> {
  const row = await tx.paymentOperation.findFirst({
    where: { teamId, state: "waiting", key: { startsWith: `${subject}:` } },
    select: OPERATION,
    orderBy: { createdAt: "desc" },
  });
  return row && toOperation(row);
}

/** A team's, by what the provider made for it, or else by its id; null: there is none. */
export async function findOperationOf(
  tx: SystemTx,
  teamId: string,
  { providerId, id }: { providerId: string; id: string | undefined },
): Promise<PaymentOperation | null> {
  const made = await tx.paymentOperation.findFirst({ where: { teamId, providerId }, select: OPERATION });
  if (made !== null) return toOperation(made);
  if (id === undefined || !isUuid(id)) return null;
  const named = await tx.paymentOperation.findFirst({ where: { teamId, id }, select: OPERATION });
  return named && toOperation(named);
}

/** False: the subject's index knows another one that waits. */
export async function insertOperation(
  tx: SystemTx,
  { subject, ...operation }: PaymentOperation & { nextAttemptAt: Date },
): Promise<boolean> {
  const { count } = await tx.paymentOperation.createMany({
    data: [{ ...operation, key: `${subject}:${operation.id}` }],
    skipDuplicates: true,
  });
  return count === 1;
}

type Change = Partial<{
  state: PaymentOperation["state"];
  providerId: string;
  lastError: string | null;
  nextAttemptAt: Date;
  doneAt: Date;
}>;

/** False: it does not wait any more. */
export async function saveOperation(
  tx: SystemTx,
  { teamId, id }: Pick<PaymentOperation, "teamId" | "id">,
  change: Change,
): Promise<boolean> {
  const { count } = await tx.paymentOperation.updateMany({
    where: { teamId, id, state: "waiting" },
    data: change,
  });
  return count === 1;
}

/** Ends one for which nothing is known to be made; what somebody else has meanwhile made for it stays theirs. */
export async function giveUpOperation(
  tx: SystemTx,
  { teamId, id }: Pick<PaymentOperation, "teamId" | "id">,
  { lastError, doneAt }: { lastError: string; doneAt: Date },
): Promise<void> {
  await tx.paymentOperation.updateMany({
    where: { teamId, id, state: "waiting", providerId: null },
    data: { state: "failed", lastError, doneAt },
  });
}

/** Waiting ones of a kind whose time has come, taken by whoever asks until `until`; what a process that died held comes again. */
export async function takeDue(
  tx: SystemTx,
  { kind, now, until, limit }: { kind: OperationKind; now: Date; until: Date; limit: number },
): Promise<PaymentOperation[]> {
  const due = await tx.$queryRaw<{ id: string }[]>`
    UPDATE payment_operations SET attempts = attempts + 1, next_attempt_at = ${until}
    WHERE (team_id, id) IN (
      SELECT team_id, id FROM payment_operations
      WHERE kind = ${kind} AND state = 'waiting' AND next_attempt_at <= ${now}
      ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING id::text AS id`;
  const rows = await tx.paymentOperation.findMany({
    where: { id: { in: due.map(({ id }) => id) } },
    select: OPERATION,
  });
  return rows.map(toOperation);
}

type Row = Prisma.PaymentOperationGetPayload<{ select: typeof OPERATION }>;

function toOperation({ kind, key, state, request, ...row }: Row): PaymentOperation {
  return {
    ...row,
    kind: kindSchema.parse(kind),
    subject: key.slice(0, key.lastIndexOf(":")),
    state: stateSchema.parse(state),
    request: requestSchema.parse(request),
  };
}

export type PaymentCustomer = { providerId: string; cardLabel: string | null };

export async function findCustomer(tx: SystemTx | TeamTx, teamId: string): Promise<PaymentCustomer | null> {
  return tx.paymentCustomer.findUnique({
    where: { teamId },
    select: { providerId: true, cardLabel: true },
  });
}

/** The one that is there stays. */
export async function insertCustomer(
  tx: SystemTx,
  customer: { teamId: string; provider: string; providerId: string; createdAt: Date },
): Promise<void> {
  const data = [{ ...customer, updatedAt: customer.createdAt }];
  await tx.paymentCustomer.createMany({ data, skipDuplicates: true });
}

export type PayingTeam = { name: string; handle: string; currency: string };

export async function findTeam(tx: SystemTx, id: string): Promise<PayingTeam> {
  return tx.team.findUniqueOrThrow({ where: { id }, select: { name: true, handle: true, currency: true } });
}

/** Who collects an invoice. */
export async function findCollector(tx: TeamTx | SystemTx, teamId: string, id: string): Promise<string> {
  const { provider } = await tx.invoice.findUniqueOrThrow({
    where: { teamId_id: { teamId, id } },
    select: { provider: true },
  });
  return provider;
}
