import { listDeployments } from "@millrace/deployments";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BillingScreen } from "../../../../features/billing/billing-screen.tsx";
import { readBilling } from "../../../../features/billing/read-billing.ts";
import { requireContext, requireMember } from "../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("billing") };
}

export default async function BillingPage() {
  const [ctx, { team }] = await Promise.all([
    requireContext("billing.read", "usage.read", "deployments.read"),
    requireMember(),
  ]);
  const [figures, deployments] = await Promise.all([readBilling(ctx), listDeployments(ctx)]);
  return (
    <BillingScreen
      figures={figures}
      deploymentNames={Object.fromEntries(deployments.map(({ id, name }) => [id, name]))}
      currency={team.currency}
    />
  );
}
