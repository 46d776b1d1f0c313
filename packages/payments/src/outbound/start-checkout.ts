import { newId, parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { z } from "zod";
import { beingBooked, reasonOf, requireProvider, tooBusy } from "../faults.ts";
import type { Checkout, PaymentContext, PaymentProvider, Purchase } from "../provider.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import {
  isSameRequest,
  type OperationKind,
  type OperationRequest,
  type PaymentOperation,
} from "./operation.ts";
import { pageSchema } from "./page-input.ts";
import { purchaseOf, type Wanted, wantedSchema } from "./purchase.ts";
import { findWaiting, giveUpOperation, insertOperation, lockOperations, saveOperation } from "./store.ts";

const inputSchema = z.object({ for: wantedSchema, ...pageSchema.shape });

/** Each turns over one page that cannot be paid at any more. */
const TURNS_MAX = 5;

/**
 * A page of the provider where somebody pays for a plan, credit or an invoice that nobody collects. Whoever asks for the same
 * meanwhile gets the same page; asking for something else closes it, so that a team has one page for a plan at most. Faults as of
 * `purchaseOf`, `precondition` `payments.no_provider`, `conflict` `payments.being_booked`, `payments.asked_at_once`.
 */
export async function startCheckout(
  ctx: PaymentContext,
  input: z.input<typeof inputSchema>,
): Promise<{ url: string }> {
  const { for: wanted, ...page } = parseInput(inputSchema, input, "payments.checkout_invalid");
  requirePermission(ctx.actor, "billing.write");
  const provider = requireProvider(ctx.provider);
  const purchase = await purchaseOf(ctx, wanted);
  const customerId = await ensureCustomer(ctx, provider, ctx.actor.teamId);
  const asked = { ...page, ...requestOf(wanted, purchase), customerId };
  for (let turn = 0; turn < TURNS_MAX; turn += 1) {
    const operation = await begin(ctx, wanted, asked);
    const url = await pageOf({ ctx, provider, purchase, wanted }, operation, asked);
    if (url !== null) return { url };
  }
  throw tooBusy();
}

const KINDS: Readonly<Record<Wanted["kind"], OperationKind>> = {
  plan: "checkout_plan",
  credit: "checkout_credit",
  invoice: "checkout_invoice",
};

function requestOf(wanted: Wanted, purchase: Purchase): OperationRequest {
  if (purchase.kind === "plan") return { planName: purchase.plan.planName, versionId: purchase.plan.id };
  const { amountMinor, currency } = purchase;
  const invoiceId = wanted.kind === "invoice" ? wanted.invoiceId : null;
  return { amountMinor: String(amountMinor), currency, invoiceId };
}

/** What waits for this already, or else a new operation. */
async function begin(
  { database, actor, clock }: PaymentContext,
  wanted: Wanted,
  request: OperationRequest,
): Promise<PaymentOperation> {
  const { teamId } = actor;
  const subject = wanted.kind === "invoice" ? `invoice:${wanted.invoiceId}` : wanted.kind;
  return database.inSystem(async (tx) => {
    await lockOperations(tx, teamId);
    const waiting = await findWaiting(tx, teamId, subject);
    if (waiting !== null) return waiting;
    const now = clock.now();
    const operation: PaymentOperation = {
      ...{ teamId, id: newId(), kind: KINDS[wanted.kind], subject, state: "waiting", request },
      ...{ providerId: null, attempts: 0, createdBy: actor.personId, createdAt: now },
    };
    await insertOperation(tx, { ...operation, nextAttemptAt: now });
    return operation;
  });
}

type Asking = { ctx: PaymentContext; provider: PaymentProvider; purchase: Purchase; wanted: Wanted };

/** Where an operation is paid; null: it is over, and another one may begin. */
async function pageOf(
  { ctx, provider, purchase, wanted }: Asking,
  operation: PaymentOperation,
  asked: OperationRequest & { customerId: string },
): Promise<string | null> {
  const isSame = isSameRequest(operation.request, asked);
  const end = (state: "done" | "failed", lastError: string | null) =>
    ctx.database.inSystem((tx) =>
      saveOperation(tx, operation, { state, lastError, doneAt: ctx.clock.now() }),
    );
  if (operation.providerId === null && !isSame) {
    await giveUp(ctx, operation, "superseded");
    return null;
  }
  const checkout =
    operation.providerId === null
      ? await open({ ctx, provider, purchase, wanted }, operation)
      : isSame
        ? await provider.findCheckout(operation.providerId)
        : await provider.closeCheckout(operation.providerId);
  if (checkout?.url) return checkout.url;
  if (checkout?.state !== "complete") {
    await end("failed", "expired");
    return null;
  }
  // Credit may be bought again; of anything else there is one, and what tells of its payment is under way.
  if (wanted.kind !== "credit") throw beingBooked();
  await end("done", null);
  return null;
}

/** Null: somebody asked for something else meanwhile, and nobody can pay at this one. */
async function open(
  { ctx, provider, purchase }: Asking,
  operation: PaymentOperation,
): Promise<Checkout | null> {
  const { teamId, id: operationId } = operation;
  const page = pageSchema.extend({ customerId: z.string() }).parse(operation.request);
  let checkout: Checkout;
  try {
    checkout = await provider.openCheckout({ teamId, operationId, purchase, ...page });
  } catch (error) {
    // Nobody was told where it is, so that it is no harm if it was made.
    await giveUp(ctx, operation, reasonOf(error));
    throw error;
  }
  const isOurs = await ctx.database.inSystem((tx) =>
    saveOperation(tx, operation, { providerId: checkout.id }),
  );
  if (isOurs) return checkout;
  await provider.closeCheckout(checkout.id);
  return null;
}

function giveUp({ database, clock }: PaymentContext, operation: PaymentOperation, lastError: string) {
  return database.inSystem((tx) => giveUpOperation(tx, operation, { lastError, doneAt: clock.now() }));
}
