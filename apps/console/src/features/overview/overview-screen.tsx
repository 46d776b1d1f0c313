import { Button, Card, CardHeader, EmptyState, PageHeader } from "@millrace/ui";
import { Server } from "lucide-react";
import { useTranslations } from "next-intl";
import { ChartCard } from "../charts/chart-card.tsx";
import type { DeploymentRow } from "../deployments/deployment-row.ts";
import { DeploymentsTable } from "../deployments/deployments-table.tsx";
import { StoppedNotice } from "../limits/stopped-notice.tsx";
import { RangeControl } from "../range/range-control.tsx";
import { CallIt } from "../snippets/call-it.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import type { OverviewScreenProps } from "./overview-screen-props.ts";
import { OverviewTiles } from "./overview-tiles.tsx";

export function OverviewScreen(props: OverviewScreenProps) {
  const { range, rows, chart, bucket, currency, apiUrl, canDeploy, stopped } = props;
  const t = useTranslations("overview");
  const callable = rows.find(({ deployment }) => deployment.state === "running") ?? rows[0];
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={<Wellbeing rows={rows} />}
        actions={<RangeControl current={range} />}
      />
      <div className="flex flex-col gap-5">
        <StoppedNotice limits={stopped} currency={currency} />
        <OverviewTiles {...props} />
        {callable ? (
          <>
            <ChartCard
              title={t(`chart.${bucket}`)}
              data={chart}
              bucket={bucket}
              measure={{ kind: "count" }}
            />
            <Card className="overflow-hidden">
              <CardHeader title={t("deployments")} className="pb-1" />
              <DeploymentsTable rows={rows} currency={currency} />
            </Card>
            <Card className="overflow-hidden">
              <CallIt
                title={t("callIt", { name: callable.deployment.name })}
                subject={{
                  apiUrl,
                  deployment: callable.deployment.name,
                  task: callable.deployment.model.task,
                }}
              />
            </Card>
          </>
        ) : (
          <NothingDeployed canDeploy={canDeploy} />
        )}
      </div>
    </>
  );
}

/** The answer to "is everything well?" in one sentence. */
function Wellbeing({ rows }: { rows: DeploymentRow[] }) {
  const t = useTranslations("overview.wellbeing");
  const wanted = rows.filter(({ deployment }) => deployment.wanted === "running");
  const unwell = wanted.filter(({ deployment }) => deployment.state !== "running");
  const [first] = unwell;
  if (rows.length === 0) return t("nothing");
  if (!first) return t("well", { count: wanted.length });
  return (
    <TeamLink
      href={`/deployments/${first.deployment.name}`}
      className="rounded-sm text-warn-ink hover:underline"
    >
      {t("unwell", { count: unwell.length, name: first.deployment.name })}
    </TeamLink>
  );
}

function NothingDeployed({ canDeploy }: { canDeploy: boolean }) {
  const t = useTranslations("overview.empty");
  return (
    <Card>
      <EmptyState
        icon={Server}
        title={t("title")}
        text={t("text")}
        action={
          canDeploy && (
            <Button asChild look="primary">
              <TeamLink href="/deployments/new">{t("action")}</TeamLink>
            </Button>
          )
        }
      />
    </Card>
  );
}
