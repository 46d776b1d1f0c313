import { listModels, TASKS } from "@millrace/catalog";
import { listPrices } from "@millrace/prices";
import { PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ModelCards } from "../../../../features/models/model-cards.tsx";
import { ModelFilter } from "../../../../features/models/model-filter.tsx";
import { modelPrice } from "../../../../features/models/price-of.ts";
import { textParam } from "../../../../features/range/text-param.ts";
import { requireContext, requireMember } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("models") };
}

export default async function ModelsPage({ searchParams }: PageProps) {
  const [ctx, { team }, params, t] = await Promise.all([
    requireContext("models.read"),
    requireMember(),
    searchParams,
    getTranslations("models"),
  ]);
  const search = textParam(params.search);
  const task = TASKS.find((name) => name === params.task);
  const [models, prices] = await Promise.all([listModels(ctx, { task, search }), listPrices(ctx)]);
  const { currency } = team;
  const at = ctx.clock.now();
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <ModelFilter task={task} search={search} />
      <ModelCards
        models={models.map((model) => ({
          model,
          price: modelPrice(prices, { teamId: team.id, modelName: model.name, currency, at }),
        }))}
        currency={currency}
      />
    </>
  );
}
