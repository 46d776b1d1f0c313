import { findSubscription, getInvoice, minorUnit } from "@millrace/billing";
import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { loadPlans, type PlanVersion, planAt } from "@millrace/prices";
import { z } from "zod";
import type { Purchase } from "../provider.ts";
import { findCollector, findTeam } from "./store.ts";

/** In minor units, of any currency: enough for the provider to charge, and no more than a card should be asked for at once. */
export const CREDIT_MINOR_MIN = 500n;
export const CREDIT_MINOR_MAX = 1_000_000n;

export const wantedSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("plan"), planName: z.string().min(1).max(100) }),
  z.object({ kind: z.literal("credit"), amountMinor: z.bigint() }),
  z.object({ kind: z.literal("invoice"), invoiceId: z.uuid() }),
]);

export type Wanted = z.infer<typeof wantedSchema>;

/**
 * What is to be paid for what somebody wants, now. Faults `conflict` `billing.has_plan`, `payments.nothing_owed`,
 * `payments.provider_collects`; `not_found` `billing.no_such_plan`, `billing.no_such_invoice`; `invalid` `payments.amount`.
 */
export async function purchaseOf(ctx: Context, wanted: Wanted): Promise<Purchase> {
  const { database, actor, clock } = ctx;
  const { teamId } = actor;
  if (wanted.kind === "plan")
    return database.inSystem(async (tx) => {
      if ((await findSubscription(tx, teamId)) !== null) throw hasPlan();
      const { currency } = await findTeam(tx, teamId);
      const plan = planAt(await loadPlans(tx), { planName: wanted.planName, currency, at: clock.now() });
      return { kind: "plan", plan: requireOffered(plan) };
    });
  if (wanted.kind === "credit") {
    const { currency } = await database.oneInSystem((tx) => findTeam(tx, teamId));
    const { amountMinor } = wanted;
    checkAmount(amountMinor, currency);
    return { kind: "credit", number: null, amountMinor, currency };
  }
  const { invoice } = await getInvoice(ctx, { id: wanted.invoiceId });
  const { id, state, number, currency, totalMinor, creditedMinor, paidMinor } = invoice;
  if (state !== "open" && state !== "uncollectible") throw nothingOwed();
  if ((await database.inTeam(teamId, (tx) => findCollector(tx, teamId, id))) !== "none")
    throw providerCollects();
  const amountMinor = totalMinor - creditedMinor - paidMinor;
  return { kind: "invoice", number, amountMinor, currency };
}

/** Fault `invalid` `payments.amount`: less or more than credit is sold at once, or no amount that the currency has. */
export function checkAmount(amountMinor: bigint, currency: string): void {
  const isWhole = amountMinor % minorUnit(currency).stepMinor === 0n;
  if (isWhole && amountMinor >= CREDIT_MINOR_MIN && amountMinor <= CREDIT_MINOR_MAX) return;
  throw new Fault({
    kind: "invalid",
    code: "payments.amount",
    message: "Credit cannot be bought in this amount.",
    param: "amountMinor",
  });
}

export function requireOffered(plan: PlanVersion | null): PlanVersion {
  if (plan?.isOffered) return plan;
  throw new Fault({
    kind: "not_found",
    code: "billing.no_such_plan",
    message: "There is no such plan for this team.",
    param: "planName",
  });
}

function hasPlan(): Fault {
  return new Fault({
    kind: "conflict",
    code: "billing.has_plan",
    message: "This team has a plan already. Change that one.",
  });
}

function nothingOwed(): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.nothing_owed",
    message: "Nothing is owed of this invoice. Load the page again.",
  });
}

function providerCollects(): Fault {
  return new Fault({
    kind: "conflict",
    code: "payments.provider_collects",
    message: "The payment provider collects this invoice. Change the card there if it was refused.",
  });
}
