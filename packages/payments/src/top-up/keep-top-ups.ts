import { recordPayment } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import { newId, periodOf } from "@millrace/kernel";
import type { MailContext } from "@millrace/mail";
import { reasonOf } from "../faults.ts";
import type { PaymentOperation } from "../outbound/operation.ts";
import { insertOperation, lockOperations, saveOperation, takeDue } from "../outbound/store.ts";
import type { Charge, SystemPaymentContext } from "../provider.ts";
import { nextAttempt } from "../rules/next-attempt.ts";
import { tellPayers } from "../tell-payers.ts";
import { disableRule, findShort, type ShortTeam } from "./store.ts";
import { type TopUpRequest, topUpRequest } from "./top-up-request.ts";

/** What one round does at most; what is left waits for the next. */
const TEAMS_AT_ONCE = 50;
/** Whoever took an operation goes on with it alone for that long; longer than a request to the provider may take. */
const HELD_MS = 60_000;

type TopUpContext = SystemPaymentContext & MailContext;

export type TopUpRound = {
  /** Teams that bought credit. */
  bought: { teamId: string; amountMinor: bigint; currency: string }[];
  /** Whose payment was refused; their rule is off. */
  refused: { teamId: string; reason: string }[];
  /** What is tried again later. */
  failed: { teamId: string; error: unknown }[];
};

/**
 * Buys credit for the teams that have less than they want. An operation is written down first, one a team at a time, and its
 * payment is asked for under a key that follows from it; what became of an answer that was lost is looked up before anything is
 * asked under another key. So a gap is paid once, whoever is killed when and however many do this at once.
 */
export async function keepTopUps(ctx: TopUpContext): Promise<TopUpRound> {
  const { database, clock } = ctx;
  const round: TopUpRound = { bought: [], refused: [], failed: [] };
  const now = clock.now();
  for (const { teamId } of await database.oneInSystem((tx) => findShort(tx, shortAt(now))))
    await database.inSystem((tx) => writeDown(tx, teamId, now));
  const until = new Date(now.getTime() + HELD_MS);
  const due = await database.inSystem((tx) =>
    takeDue(tx, { kind: "top_up", now, until, limit: TEAMS_AT_ONCE }),
  );
  for (const operation of due) await pursue(ctx, operation, round);
  return round;
}

const shortAt = (at: Date) => ({ at, monthStart: periodOf(at).start, limit: TEAMS_AT_ONCE });

/** Looks again, with nobody else writing one down: what was bought meanwhile counts. */
async function writeDown(tx: SystemTx, teamId: string, now: Date): Promise<void> {
  await lockOperations(tx, teamId);
  const [team] = await findShort(tx, { ...shortAt(now), teamId });
  if (team !== undefined) await insertOperation(tx, { ...operationOf(team, now), nextAttemptAt: now });
}

function operationOf({ teamId, currency, customerId, amountMinor }: ShortTeam, now: Date): PaymentOperation {
  return {
    ...{ teamId, id: newId(), kind: "top_up", subject: "top_up", state: "waiting" },
    request: { amountMinor: String(amountMinor), currency, customerId },
    ...{ providerId: null, attempts: 0, createdBy: null, createdAt: now },
  };
}

async function pursue(ctx: TopUpContext, operation: PaymentOperation, round: TopUpRound): Promise<void> {
  const { teamId } = operation;
  const request = topUpRequest(operation);
  try {
    const charge = await chargeOf(ctx, operation, request);
    if (charge.state === "succeeded") {
      await finish(ctx, { operation, request, id: charge.id });
      round.bought.push({ teamId, amountMinor: request.amountMinor, currency: request.currency });
    } else if (charge.state === "refused") {
      await refuse(ctx, operation, charge.reason);
      round.refused.push({ teamId, reason: charge.reason });
    } else await wait(ctx, operation, { providerId: charge.id, lastError: null });
  } catch (error) {
    await wait(ctx, operation, { lastError: reasonOf(error) });
    round.failed.push({ teamId, error });
  }
}

/** What has become of an operation at the provider; asks for its payment only where nothing has. */
async function chargeOf(
  { provider }: TopUpContext,
  { teamId, id: operationId, attempts, providerId, createdAt }: PaymentOperation,
  { customerId, amountMinor, currency }: TopUpRequest,
): Promise<Charge> {
  if (providerId !== null) return provider.findCharge(providerId);
  const { attempt, looksUp } = nextAttempt(attempts);
  if (looksUp) {
    const found = await provider.findChargeOf({ customerId, operationId, since: createdAt });
    if (found !== null) return found;
  }
  const asked = { teamId, customerId, operationId, attempt, amountMinor, currency };
  return (await provider.charge(asked)) ?? { state: "refused", id: null, reason: "There is no card." };
}

type Paid = { operation: PaymentOperation; request: TopUpRequest; id: string };

async function finish({ database, clock }: TopUpContext, { operation, request, id }: Paid): Promise<void> {
  const { teamId } = operation;
  const { amountMinor, currency } = request;
  const at = clock.now();
  await database.inSystem(async (tx) => {
    const paidFor = { kind: "credit", name: "Credit" } as const;
    const received = {
      teamId,
      provider: "stripe",
      providerId: id,
      amountMinor,
      currency,
      paidFor,
      at,
    } as const;
    await recordPayment(tx, received, { clock });
    await saveOperation(tx, operation, { state: "done", providerId: id, lastError: null, doneAt: at });
  });
}

/** The rule is off, and whoever may change it is told. */
async function refuse(ctx: TopUpContext, operation: PaymentOperation, reason: string): Promise<void> {
  const at = ctx.clock.now();
  await ctx.database.inSystem(async (tx) => {
    const isOurs = await saveOperation(tx, operation, { state: "failed", lastError: reason, doneAt: at });
    if (!isOurs) return;
    await disableRule(tx, operation.teamId, { failure: reason, at });
    await tellPayers(tx, ctx, {
      teamId: operation.teamId,
      write: (place) => ({ template: "top_up_failed", values: { ...place, reason } }),
    });
  });
}

async function wait(
  { database, clock }: TopUpContext,
  operation: PaymentOperation,
  known: { providerId?: string; lastError: string | null },
): Promise<void> {
  const { waitMs } = nextAttempt(operation.attempts);
  const nextAttemptAt = new Date(clock.now().getTime() + waitMs);
  await database.inSystem((tx) => saveOperation(tx, operation, { ...known, nextAttemptAt }));
}
