import { may } from "@millrace/teams";
import { Button, Card, EmptyState, PageHeader } from "@millrace/ui";
import { Plus, Server } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readDeploymentRows } from "../../../../features/deployments/deployment-row.ts";
import { DeploymentsTable } from "../../../../features/deployments/deployments-table.tsx";
import { RefreshRegularly } from "../../../../features/frame/refresh-regularly.tsx";
import { TeamLink } from "../../../../features/team-address/team-link.tsx";
import { requireContext, requireMember } from "../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("deployments") };
}

export default async function DeploymentsPage() {
  const [ctx, { team }, t] = await Promise.all([
    requireContext("deployments.read", "usage.read"),
    requireMember(),
    getTranslations("deployments"),
  ]);
  const rows = await readDeploymentRows(ctx);
  const deployButton = may(ctx.actor, "deployments.write") && (
    <Button asChild look="primary">
      <TeamLink href="/deployments/new">
        <Plus aria-hidden />
        {t("deploy")}
      </TeamLink>
    </Button>
  );
  return (
    <>
      <RefreshRegularly />
      <PageHeader title={t("title")} subtitle={t("subtitle")} actions={rows.length > 0 && deployButton} />
      <Card>
        {rows.length === 0 ? (
          <EmptyState icon={Server} title={t("empty.title")} text={t("empty.text")} action={deployButton} />
        ) : (
          <DeploymentsTable rows={rows} currency={team.currency} />
        )}
      </Card>
    </>
  );
}
