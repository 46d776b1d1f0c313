import type { UsageRequest } from "@millrace/metering";
import { Card, CardHeader, CopyButton, FactList, PageHeader, Tile, Tiles } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import { formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { TaskName } from "../tasks/task-name.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { type Names, nameOfGroup } from "./names.ts";
import { OutcomeTag } from "./outcome-tag.tsx";

const MICROSECONDS = 1_000;

export type RequestScreenProps = { request: UsageRequest; names: Names };

/** One request with every figure that it was measured and rated by. */
export function RequestScreen({ request, names }: RequestScreenProps) {
  const t = useTranslations("request");
  const locale = useLocale();
  const format = useFormatter();
  const milliseconds = (us: number) => formatMilliseconds(us / MICROSECONDS, locale);
  const at = format.dateTime(request.at, { dateStyle: "long", timeStyle: "medium" });
  return (
    <>
      <PageHeader
        title={
          <span className="flex flex-wrap items-center gap-2.5">
            {t("title")}
            <OutcomeTag outcome={request.outcome} />
          </span>
        }
        subtitle={t("subtitle", { when: at })}
      />
      <div className="flex flex-col gap-5">
        <Tiles>
          <Tile
            label={t("amount")}
            figure={formatMoneyExact(request.amountPico, request.currency, locale)}
            detail={t(request.priceVersionId ? "exact" : "unpriced")}
          />
          <Tile
            label={t("tokens")}
            figure={formatNumber(request.inputTokens, locale)}
            detail={[
              t("inputs", { count: request.inputs }),
              request.cachedInputTokens > 0 &&
                t("cached", { count: formatNumber(request.cachedInputTokens, locale) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          />
          <Tile
            label={t("total")}
            figure={milliseconds(request.totalUs)}
            unit="ms"
            detail={t("split", {
              queue: milliseconds(request.queueUs),
              compute: milliseconds(request.computeUs),
              rest: milliseconds(Math.max(0, request.totalUs - request.queueUs - request.computeUs)),
            })}
          />
          <Tile
            label={t("batch")}
            figure={formatNumber(request.batchRows, locale)}
            unit={t("rows", { count: request.batchRows })}
            detail={t(batchDetail(request))}
          />
        </Tiles>
        <RequestFacts request={request} names={names} />
      </div>
    </>
  );
}

/** A request that was answered from the cache ran in no batch. */
function batchDetail({ batchRows }: UsageRequest): "batchNone" | "batchAlone" | "batchDetail" {
  if (batchRows === 0) return "batchNone";
  return batchRows === 1 ? "batchAlone" : "batchDetail";
}

function RequestFacts({ request, names }: RequestScreenProps) {
  const t = useTranslations("request");
  const locale = useLocale();
  const format = useFormatter();
  const precise = (at: Date) => format.dateTime(at, { dateStyle: "long", timeStyle: "long" });
  const deployment = nameOfGroup(names, "deployment", request.deploymentId);
  const facts = [
    { label: t("facts.id"), value: <Identifier id={request.id} /> },
    { label: t("facts.at"), value: precise(request.at) },
    { label: t("facts.receivedAt"), value: precise(request.receivedAt) },
    {
      label: t("facts.deployment"),
      value: names.deployments[request.deploymentId] ? (
        <TeamLink
          href={`/deployments/${deployment}`}
          className="rounded-sm font-medium text-water-ink hover:underline"
        >
          {deployment}
        </TeamLink>
      ) : (
        deployment
      ),
    },
    { label: t("facts.key"), value: nameOfGroup(names, "key", request.keyId) },
    { label: t("facts.model"), value: <code className="figure">{request.modelName}</code> },
    { label: t("facts.modelVersion"), value: <Identifier id={request.modelVersionId} /> },
    { label: t("facts.task"), value: <TaskName task={request.task} /> },
    { label: t("facts.node"), value: <Identifier id={request.nodeId} /> },
    {
      label: t("facts.priceVersion"),
      value: request.priceVersionId ? <Identifier id={request.priceVersionId} /> : t("facts.noPriceVersion"),
    },
    {
      label: t("facts.pico"),
      value: <span className="figure">{new Intl.NumberFormat(locale).format(request.amountPico)}</span>,
    },
  ];
  return (
    <Card>
      <CardHeader title={t("factsTitle")} />
      <FactList facts={facts} className="px-4 pb-2" />
    </Card>
  );
}

function Identifier({ id }: { id: string }) {
  const t = useTranslations("request");
  return (
    <span className="inline-flex items-center">
      <code className="figure text-sm break-all">{id}</code>
      <CopyButton className="-my-1.5 -mr-2" text={id} label={t("copy")} copiedLabel={t("copied")} />
    </span>
  );
}
