import { listModels } from "@millrace/catalog";
import {
  DEFAULT_SETTINGS,
  listDeployments,
  listNodes,
  RESOURCE_BOUNDS,
  suggestResources,
} from "@millrace/deployments";
import { listPrices } from "@millrace/prices";
import { PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeployWizard } from "../../../../../features/deployments/deploy-wizard.tsx";
import { formBounds, toForm } from "../../../../../features/deployments/resource-form.ts";
import { servingChoices } from "../../../../../features/deployments/serving-choices.ts";
import { modelPrice } from "../../../../../features/models/price-of.ts";
import { fastestRate } from "../../../../../features/models/variants.ts";
import { textParam } from "../../../../../features/range/text-param.ts";
import { requireContext, requireMember } from "../../../../../server/session.ts";
import type { PageProps } from "../../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("deployments"))("deploy") };
}

export default async function NewDeploymentPage({ searchParams }: PageProps) {
  const [ctx, { team }, params, t] = await Promise.all([
    requireContext("models.read", "deployments.write"),
    requireMember(),
    searchParams,
    getTranslations("wizard"),
  ]);
  const [models, prices, nodes, deployments] = await Promise.all([
    listModels(ctx),
    listPrices(ctx),
    listNodes(ctx),
    listDeployments(ctx),
  ]);
  const node = nodes.find(({ alive }) => alive) ?? null;
  const { currency } = team;
  const at = ctx.clock.now();
  const choices = models.map((model) => {
    const suggestion = suggestResources(model.profile, node);
    const price = modelPrice(prices, { teamId: ctx.actor.teamId, modelName: model.name, currency, at });
    return {
      name: model.name,
      title: model.title,
      task: model.task,
      summary: model.summary,
      price,
      suggested: toForm(suggestion.resources),
      serving: servingChoices({ task: model.task, profiles: model.profiles, nodes, price }),
      why: { ...suggestion.why, tokensPerSecond: fastestRate(model) },
    };
  });
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <DeployWizard
        choices={choices}
        initialModel={textParam(params.model)}
        takenNames={deployments.map(({ name }) => name)}
        node={node}
        bounds={formBounds(RESOURCE_BOUNDS)}
        defaultSettings={DEFAULT_SETTINGS}
        currency={currency}
      />
    </>
  );
}
