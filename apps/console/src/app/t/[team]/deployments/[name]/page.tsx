import { getModel } from "@millrace/catalog";
import { getDeployment, listNodes, RESOURCE_BOUNDS } from "@millrace/deployments";
import { latency, type UsageFilter, usageBy, usageTotals } from "@millrace/metering";
import { listPrices } from "@millrace/prices";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { DeploymentScreen } from "../../../../../features/deployments/detail/deployment-screen.tsx";
import { pastTime } from "../../../../../features/deployments/detail/time-parts.ts";
import { formBounds } from "../../../../../features/deployments/resource-form.ts";
import { servingChoices } from "../../../../../features/deployments/serving-choices.ts";
import { modelPrice } from "../../../../../features/models/price-of.ts";
import { periodOfRange, type Range } from "../../../../../features/range/range.ts";
import { environment } from "../../../../../server/environment.ts";
import { found } from "../../../../../server/found.ts";
import { requireContext, requireMember } from "../../../../../server/session.ts";
import type { PageProps } from "../../../../page-props.ts";

export async function generateMetadata({ params }: PageProps<{ name: string }>): Promise<Metadata> {
  return { title: (await params).name };
}

export default async function DeploymentPage({ params }: PageProps<{ name: string }>) {
  const [ctx, { team }, { name }] = await Promise.all([
    requireContext("deployments.read", "usage.read", "models.read"),
    requireMember(),
    params,
  ]);
  const deployment = await found(getDeployment(ctx, { name }));
  const now = ctx.clock.now();
  const within = (range: Range): UsageFilter => {
    const { start, end } = periodOfRange(range, now);
    return { from: start, to: end, deploymentId: deployment.id };
  };
  const modelName = deployment.model.name;
  const [callers, totals, times, model, nodes, prices] = await Promise.all([
    usageBy(ctx, within("7d"), "key"),
    usageTotals(ctx, within("24h")),
    latency(ctx, within("24h")),
    getModel(ctx, modelName),
    listNodes(ctx),
    listPrices(ctx, { modelName }),
  ]);
  // A newer version may have been registered since: what is known of it says nothing about the one that is served.
  const served = model.version.id === deployment.model.versionId ? model : null;
  const { currency } = team;
  return (
    <DeploymentScreen
      deployment={deployment}
      dependents={{
        keys: callers.length,
        requests: callers.reduce((sum, { requests }) => sum + requests, 0),
        amountPico: callers.reduce((sum, { amountPico }) => sum + amountPico, 0n),
      }}
      day={pastTime(totals, times)}
      canWrite={may(ctx.actor, "deployments.write")}
      bounds={formBounds(RESOURCE_BOUNDS)}
      choices={servingChoices({
        task: model.task,
        profiles: served?.profiles ?? [],
        nodes,
        price: modelPrice(prices, { teamId: ctx.actor.teamId, modelName, currency, at: now }),
      })}
      inputs={served?.version.inputs}
      currency={currency}
      apiUrl={environment().config.apiUrl}
    />
  );
}
