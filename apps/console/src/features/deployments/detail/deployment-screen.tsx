"use client";

import type { LiveDeployment } from "@millrace/deployments";
import { Button, Card, Notice, PageHeader } from "@millrace/ui";
import { ChartNoAxesColumn } from "lucide-react";
import { useTranslations } from "next-intl";
import { CallIt } from "../../snippets/call-it.tsx";
import type { InputPort } from "../../snippets/snippet-subject.ts";
import { TaskName } from "../../tasks/task-name.tsx";
import { TeamLink } from "../../team-address/team-link.tsx";
import type { ResourceBounds } from "../resource-form.ts";
import type { ServingChoices } from "../serving-choices.ts";
import { StateTag } from "../state-mark.tsx";
import { DeleteDeployment, type Dependents } from "./delete-deployment.tsx";
import { LiveFigures } from "./live-figures.tsx";
import { ReplicaTable } from "./replica-table.tsx";
import { RequestTimeCard } from "./request-time.tsx";
import { SettingsForm } from "./settings-form.tsx";
import { StopOrStart } from "./stop-or-start.tsx";
import type { RequestTime } from "./time-parts.ts";
import { useLiveDeployment } from "./use-live-deployment.ts";

export type DeploymentScreenProps = {
  deployment: LiveDeployment;
  dependents: Dependents;
  /** Where the time of the last day's requests went. */
  day: RequestTime | null;
  canWrite: boolean;
  bounds: ResourceBounds;
  choices: ServingChoices;
  /** What the model takes, where it takes tensors. */
  inputs: InputPort[] | undefined;
  currency: string;
  apiUrl: string;
};

export function DeploymentScreen(props: DeploymentScreenProps) {
  const { dependents, day, canWrite, bounds, choices, inputs, currency, apiUrl } = props;
  const t = useTranslations("deployments");
  const { deployment, history, connected } = useLiveDeployment(props.deployment);
  const { name, model } = deployment;
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {name}
            <StateTag state={deployment.state} />
          </span>
        }
        subtitle={
          <>
            <TeamLink
              href={`/models/${model.name}`}
              className="rounded-sm text-water-ink underline underline-offset-2"
            >
              {model.title}
            </TeamLink>
            {" · "}
            <TaskName task={model.task} />
          </>
        }
        actions={
          <>
            <Button asChild>
              <TeamLink href={{ pathname: "/usage", query: { deployment: deployment.id } }}>
                <ChartNoAxesColumn aria-hidden />
                {t("detail.usage")}
              </TeamLink>
            </Button>
            {canWrite && <StopOrStart deployment={deployment} />}
          </>
        }
      />
      {deployment.reason && (
        <Notice tone={deployment.state === "failed" ? "bad" : "warn"} className="mb-5">
          {deployment.reason}
        </Notice>
      )}
      <div className="flex flex-col gap-5">
        <LiveFigures
          load={deployment.load}
          history={history}
          connected={connected}
          queueRequestsMax={deployment.resources.queueRequestsMax}
          readsText={model.task !== "tensor"}
        >
          <RequestTimeCard load={deployment.load} day={day} caches={deployment.settings.cacheBytesMax > 0} />
        </LiveFigures>
        <ReplicaTable deployment={deployment} />
        <Card className="overflow-hidden">
          <CallIt
            title={t("detail.callIt")}
            subject={{ apiUrl, deployment: name, task: model.task, inputs }}
          />
        </Card>
        <SettingsForm
          deployment={deployment}
          bounds={bounds}
          choices={choices}
          currency={currency}
          canWrite={canWrite}
        />
        {canWrite && <DeleteDeployment deployment={deployment} dependents={dependents} currency={currency} />}
      </div>
    </>
  );
}
