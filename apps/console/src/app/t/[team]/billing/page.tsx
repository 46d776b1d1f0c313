import { listCredit, listInvoices } from "@millrace/billing";
import { listDeployments } from "@millrace/deployments";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BillingScreen } from "../../../../features/billing/billing-screen.tsx";
import { readBilling } from "../../../../features/billing/read-billing.ts";
import { shownInvoice } from "../../../../features/billing/shown-invoice.ts";
import { requireContext, requireMember } from "../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("billing") };
}

export default async function BillingPage() {
  const [ctx, { team }] = await Promise.all([
    requireContext("billing.read", "usage.read", "deployments.read"),
    requireMember(),
  ]);
  const [figures, deployments, credit, invoices] = await Promise.all([
    readBilling(ctx),
    listDeployments(ctx),
    listCredit(ctx),
    listInvoices(ctx),
  ]);
  return (
    <BillingScreen
      figures={figures}
      deploymentNames={Object.fromEntries(deployments.map(({ id, name }) => [id, name]))}
      credit={credit}
      invoices={invoices.map(shownInvoice)}
      currency={team.currency}
    />
  );
}
