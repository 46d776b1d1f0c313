import { loadModelNames } from "@millrace/catalog";
import { listAllPrices } from "@millrace/prices";
import { listAllTeams } from "@millrace/teams";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { currenciesInUse } from "../../../features/operator/currencies-in-use.ts";
import { priceRows } from "../../../features/operator/prices/price-rows.ts";
import { PricesScreen } from "../../../features/operator/prices/prices-screen.tsx";
import { environment } from "../../../server/environment.ts";
import { requireOperator } from "../../../server/require-operator.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("prices") };
}

export default async function OperatorPricesPage() {
  const session = await requireOperator();
  const { database, clock } = environment();
  const ctx = { database, clock };
  const [versions, teams, modelNames] = await Promise.all([
    listAllPrices(ctx, session),
    listAllTeams(ctx, session),
    loadModelNames(ctx),
  ]);
  const currencies = currenciesInUse([...teams, ...versions]);
  const rows = priceRows(versions, { modelNames, teams, currency: currencies[0], at: clock.now() });
  const choices = {
    modelNames,
    currencies,
    teams: teams.map(({ id, name, currency }) => ({ id, name, currency })),
  };
  return <PricesScreen rows={rows} choices={choices} />;
}
