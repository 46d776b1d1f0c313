import { getModel } from "@millrace/catalog";
import { listDeployments } from "@millrace/deployments";
import { listPrices } from "@millrace/prices";
import type { Metadata } from "next";
import { ModelScreen } from "../../../../../features/models/model-screen.tsx";
import { modelPrice } from "../../../../../features/models/price-of.ts";
import { environment } from "../../../../../server/environment.ts";
import { found } from "../../../../../server/found.ts";
import { requireContext, requireMember } from "../../../../../server/session.ts";
import type { PageProps } from "../../../../page-props.ts";

export async function generateMetadata({ params }: PageProps<{ name: string }>): Promise<Metadata> {
  return { title: (await params).name };
}

export default async function ModelPage({ params }: PageProps<{ name: string }>) {
  const [ctx, { team }, { name }] = await Promise.all([
    requireContext("models.read", "deployments.read"),
    requireMember(),
    params,
  ]);
  const [model, prices, deployments] = await Promise.all([
    found(getModel(ctx, name)),
    listPrices(ctx, { modelName: name }),
    listDeployments(ctx),
  ]);
  const { currency } = team;
  return (
    <ModelScreen
      model={model}
      price={modelPrice(prices, { teamId: ctx.actor.teamId, modelName: name, currency, at: ctx.clock.now() })}
      currency={currency}
      deployments={deployments
        .filter((deployment) => deployment.model.name === name)
        .map((deployment) => deployment.name)}
      apiUrl={environment().config.apiUrl}
    />
  );
}
