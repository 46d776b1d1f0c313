import { may } from "@millrace/teams";
import { Button, Card, EmptyState, PageHeader } from "@millrace/ui";
import { Plus, Server } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { readDeploymentRows } from "../../../features/deployments/deployment-row.ts";
import { DeploymentsTable } from "../../../features/deployments/deployments-table.tsx";
import { RefreshRegularly } from "../../../features/frame/refresh-regularly.tsx";
import { requireContext, requireSession } from "../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("deployments") };
}

export default async function DeploymentsPage() {
  const [ctx, { team }, t] = await Promise.all([
    requireContext(),
    requireSession(),
    getTranslations("deployments"),
  ]);
  const rows = await readDeploymentRows(ctx);
  const deployButton = may(ctx.actor, "deployments.write") && (
    <Button asChild look="primary">
      <Link href="/deployments/new">
        <Plus aria-hidden />
        {t("deploy")}
      </Link>
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
