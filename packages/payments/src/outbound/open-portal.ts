import { parseInput } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { requireProvider } from "../faults.ts";
import type { PaymentContext } from "../provider.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { type PageInput, pageSchema } from "./page-input.ts";

/** The provider's page for cards, tax numbers and its invoices. Fault `precondition` `payments.no_provider`. */
export async function openPortal(ctx: PaymentContext, input: PageInput): Promise<{ url: string }> {
  const page = parseInput(pageSchema, input, "payments.portal_invalid");
  requirePermission(ctx.actor, "billing.write");
  const provider = requireProvider(ctx.provider);
  const customerId = await ensureCustomer(ctx, provider, ctx.actor.teamId);
  return { url: await provider.openPortal({ customerId, ...page }) };
}
