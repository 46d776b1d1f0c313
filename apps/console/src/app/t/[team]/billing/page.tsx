import { getSubscription, listCredit, listInvoices } from "@millrace/billing";
import { listDeployments } from "@millrace/deployments";
import { readPayments } from "@millrace/payments";
import { listPlans } from "@millrace/prices";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BillingScreen } from "../../../../features/billing/billing-screen.tsx";
import { moneyUnit } from "../../../../features/billing/money-unit.ts";
import { cameBack } from "../../../../features/billing/payments/came-back.ts";
import { paymentsView } from "../../../../features/billing/payments/payments-view.ts";
import { planView } from "../../../../features/billing/plan/plan-view.ts";
import { readBilling } from "../../../../features/billing/read-billing.ts";
import { shownInvoice } from "../../../../features/billing/shown-invoice.ts";
import { environment } from "../../../../server/environment.ts";
import { requireContext, requireMember } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("billing") };
}

export default async function BillingPage({ searchParams }: PageProps) {
  const [ctx, { team }, params] = await Promise.all([
    requireContext("billing.read", "usage.read", "deployments.read"),
    requireMember(),
    searchParams,
  ]);
  const { provider } = environment();
  const [figures, deployments, credit, invoices, subscription, versions, payments] = await Promise.all([
    readBilling(ctx),
    listDeployments(ctx),
    listCredit(ctx),
    listInvoices(ctx),
    getSubscription(ctx),
    listPlans(ctx),
    readPayments({ ...ctx, provider }),
  ]);
  return (
    <BillingScreen
      figures={figures}
      deploymentNames={Object.fromEntries(deployments.map(({ id, name }) => [id, name]))}
      credit={credit}
      invoices={invoices.map(shownInvoice)}
      plan={planView({ subscription, versions, now: ctx.clock.now() })}
      payments={paymentsView(payments, invoices, team.currency)}
      unit={moneyUnit(team.currency)}
      canWrite={may(ctx.actor, "billing.write")}
      cameBack={cameBack(params)}
    />
  );
}
