import { Button, Card, CardHeader, PageHeader, Tag } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { Markdown } from "../markdown/markdown.tsx";
import { CallIt } from "../snippets/call-it.tsx";
import { TaskName } from "../tasks/task-name.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { BatchTimes } from "./batch-times.tsx";
import { ModelFacts } from "./model-facts.tsx";
import type { ModelScreenProps } from "./model-screen-props.ts";
import { TensorPorts } from "./tensor-ports.tsx";
import { VariantsCard } from "./variants-card.tsx";

export function ModelScreen({ model, price, currency, deployments, apiUrl }: ModelScreenProps) {
  const t = useTranslations("models");
  const [deployment] = deployments;
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2">
            {model.title}
            <Tag tone="water">
              <TaskName task={model.task} />
            </Tag>
          </span>
        }
        subtitle={model.summary}
        actions={
          <Button asChild look="primary">
            <TeamLink href={{ pathname: "/deployments/new", query: { model: model.name } }}>
              {t("deploy")}
            </TeamLink>
          </Button>
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_340px]">
        <div className="flex min-w-0 flex-col gap-5">
          <VariantsCard model={model} />
          {model.task === "tensor" && <TensorPorts version={model.version} />}
          <Card>
            {deployment ? (
              <CallIt
                title={t("callIt", { name: deployment })}
                subject={{ apiUrl, deployment, task: model.task, inputs: model.version.inputs }}
              />
            ) : (
              <p className="p-4 text-ink-2">{t("callAfterDeploy")}</p>
            )}
          </Card>
          <BatchTimes model={model} />
          {model.version.card.trim() !== "" && (
            <Card>
              <CardHeader title={t("card")} />
              <div className="px-4 pt-2 pb-4">
                <Markdown source={model.version.card} topLevel={3} />
              </div>
            </Card>
          )}
        </div>
        <ModelFacts model={model} price={price} currency={currency} deployments={deployments} />
      </div>
    </>
  );
}
