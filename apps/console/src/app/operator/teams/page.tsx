import { listAllTeams } from "@millrace/teams";
import { Card, PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { TeamsTable } from "../../../features/operator/teams-table.tsx";
import { environment } from "../../../server/environment.ts";
import { requireOperator } from "../../../server/require-operator.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("teams") };
}

export default async function OperatorTeamsPage() {
  const [session, t] = await Promise.all([requireOperator(), getTranslations("operator.teams")]);
  const { database, clock } = environment();
  const teams = await listAllTeams({ database, clock }, session);
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <Card>
        <TeamsTable teams={teams} />
      </Card>
    </>
  );
}
