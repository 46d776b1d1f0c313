import { findSubscription, type Subscription, saveSubscription } from "@millrace/billing";
import type { SystemTx } from "@millrace/db";
import { Fault, newId } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { reasonOf, requireProvider, tooBusy } from "../faults.ts";
import type { PaymentContext, PaymentProvider, PlanOrder } from "../provider.ts";
import { isSameRequest, type OperationRequest, type PaymentOperation } from "./operation.ts";
import { findWaiting, insertOperation, lockOperations, saveOperation } from "./store.ts";

/** Of a subscription that the provider keeps: what of it is changed. */
export type Change =
  | Pick<Extract<PlanOrder, { kind: "change" }>, "kind" | "plan" | "when">
  | { readonly kind: "cancel" | "resume" };

type Kept = Subscription & { providerId: string };
type Decide = (tx: SystemTx, held: Kept, now: Date) => Promise<Change>;

/** What an operation that nobody went on with is left alone for. */
const ABANDONED_MS = 60_000;

/** Whether the provider keeps the team's plan; where it does not, Millrace does. */
export async function isKeptByProvider({ database, actor }: PaymentContext): Promise<boolean> {
  requirePermission(actor, "billing.write");
  const held = await database.oneInSystem((tx) => findSubscription(tx, actor.teamId));
  return held?.provider === "stripe";
}

/**
 * Changes a subscription that the provider keeps, and writes down how it is afterwards. Whoever asks for the same at once makes the
 * same change; for something else, they wait. Fault `conflict` `billing.has_no_plan`, also where it ended at the provider and nobody
 * has heard of it; `payments.asked_at_once`.
 */
export async function changeSubscription(ctx: PaymentContext, decide: Decide): Promise<Subscription> {
  requirePermission(ctx.actor, "billing.write");
  const provider = requireProvider(ctx.provider);
  const saved = await carryOut(ctx, provider, await begin(ctx, decide));
  return requireKept(saved.endedAt === null ? saved : null);
}

async function carryOut(
  ctx: PaymentContext,
  provider: PaymentProvider,
  { operation, held, change }: Begun,
): Promise<Subscription> {
  const { database, clock } = ctx;
  const order = { ...change, subscription: held, providerId: held.providerId, operationId: operation.id };
  try {
    const changed = await provider.changeSubscription(order);
    return await database.inSystem(async (tx) => {
      // Whoever begins meanwhile sees the plan before with this operation, or the plan after without it.
      await lockOperations(tx, operation.teamId);
      const saved = await saveSubscription(tx, changed, ctx);
      await saveOperation(tx, operation, { state: "done", doneAt: clock.now() });
      return saved;
    });
  } catch (error) {
    // What was done of it stays; the next one brings the subscription to what is wanted then.
    const failed = { state: "failed", lastError: reasonOf(error), doneAt: clock.now() } as const;
    await database.inSystem((tx) => saveOperation(tx, operation, failed));
    throw error;
  }
}

type Begun = { operation: PaymentOperation; held: Kept; change: Change };

async function begin({ database, actor, clock }: PaymentContext, decide: Decide): Promise<Begun> {
  const { teamId } = actor;
  return database.inSystem(async (tx) => {
    await lockOperations(tx, teamId);
    const now = clock.now();
    const held = requireKept(await findSubscription(tx, teamId));
    const change = await decide(tx, held, now);
    const request = requestOf(held, change);
    const waiting = await findWaiting(tx, teamId, "change");
    if (waiting !== null && isSameRequest(waiting.request, request))
      return { operation: waiting, held, change };
    if (waiting !== null) {
      if (now.getTime() - waiting.createdAt.getTime() < ABANDONED_MS) throw tooBusy();
      await saveOperation(tx, waiting, { state: "failed", lastError: "abandoned", doneAt: now });
    }
    const operation: PaymentOperation = {
      ...{ teamId, id: newId(), kind: "change_plan", subject: "change", state: "waiting", request },
      ...{ providerId: held.providerId, attempts: 0, createdBy: actor.personId, createdAt: now },
    };
    await insertOperation(tx, { ...operation, nextAttemptAt: now });
    return { operation, held, change };
  });
}

function requestOf({ providerId }: Kept, change: Change): OperationRequest {
  if (change.kind !== "change") return { providerId, change: change.kind };
  return { providerId, change: change.when, versionId: change.plan.id };
}

function requireKept(held: Subscription | null): Kept {
  if (held !== null && held.providerId !== null) return { ...held, providerId: held.providerId };
  throw new Fault({
    kind: "conflict",
    code: "billing.has_no_plan",
    message: "This team has no plan. Choose one.",
  });
}
