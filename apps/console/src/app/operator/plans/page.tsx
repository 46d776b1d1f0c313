import { listAllPlans } from "@millrace/prices";
import { listAllTeams } from "@millrace/teams";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { moneyUnit } from "../../../features/billing/money-unit.ts";
import { currenciesInUse } from "../../../features/operator/currencies-in-use.ts";
import { planRows } from "../../../features/operator/plans/plan-rows.ts";
import { PlansScreen } from "../../../features/operator/plans/plans-screen.tsx";
import { environment } from "../../../server/environment.ts";
import { requireOperator } from "../../../server/require-operator.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("plans") };
}

export default async function OperatorPlansPage() {
  const session = await requireOperator();
  const { database, clock } = environment();
  const ctx = { database, clock };
  const [versions, teams] = await Promise.all([listAllPlans(ctx, session), listAllTeams(ctx, session)]);
  const [first, ...others] = currenciesInUse([...teams, ...versions]);
  return (
    <PlansScreen
      rows={planRows(versions, clock.now())}
      units={[moneyUnit(first), ...others.map(moneyUnit)]}
    />
  );
}
