"use client";

import type { LiveDeployment, Replica } from "@millrace/deployments";
import { Card, CardHeader, Cell, HeaderCell, Meter, Row, Table, Tag, type Tone } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatBytes, formatNumber } from "../../../format/quantity.ts";
import { PROVIDER_NAMES } from "../provider-names.ts";
import { ReplicaMark } from "../state-mark.tsx";

const TONES: Record<Replica["state"], Tone> = {
  ready: "good",
  starting: "warn",
  restarting: "warn",
  stopping: "neutral",
  quarantined: "bad",
  unloaded: "neutral",
};

const NEARLY_FULL_SHARE = 0.9;

/** Each process that serves this deployment, and how it is doing. */
export function ReplicaTable({ deployment }: { deployment: LiveDeployment }) {
  const t = useTranslations("deployments.replicas");
  const { replicas, resources, wanted } = deployment;
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={t("title")}
        aside={<ReplicaMark wanted={wanted === "running" ? resources.replicas : 0} replicas={replicas} />}
      />
      {replicas.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-ink-2">{t(wanted === "running" ? "noneYet" : "noneWanted")}</p>
      ) : (
        <Table aria-label={t("title")}>
          <thead>
            <tr>
              <HeaderCell>{t("ordinal")}</HeaderCell>
              <HeaderCell>{t("node")}</HeaderCell>
              <HeaderCell>{t("state")}</HeaderCell>
              <HeaderCell>{t("runs")}</HeaderCell>
              <HeaderCell>{t("memory")}</HeaderCell>
              <HeaderCell className="text-right">{t("restarts")}</HeaderCell>
              <HeaderCell>{t("since")}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {replicas.map((replica) => (
              <ReplicaRow
                key={`${replica.node}/${replica.ordinal}`}
                replica={replica}
                memoryBytesMax={resources.memoryBytesMax}
              />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}

function ReplicaRow({ replica, memoryBytesMax }: { replica: Replica; memoryBytesMax: number }) {
  const t = useTranslations("deployments.replicas");
  const locale = useLocale();
  const format = useFormatter();
  const memory = t("memoryOf", {
    used: formatBytes(replica.memoryBytes, locale),
    bound: formatBytes(memoryBytesMax, locale),
  });
  return (
    <Row>
      <Cell className="figure">{replica.ordinal}</Cell>
      <Cell className="figure text-sm whitespace-nowrap">{replica.node}</Cell>
      <Cell>
        <Tag tone={TONES[replica.state]}>{t(`states.${replica.state}`)}</Tag>
        {replica.reason && <p className="mt-1 text-sm text-ink-2">{replica.reason}</p>}
      </Cell>
      <Cell className="whitespace-nowrap">
        <span className="figure text-sm">{replica.variant}</span>
        <span className="text-sm text-ink-3"> · {PROVIDER_NAMES[replica.provider] ?? replica.provider}</span>
      </Cell>
      <Cell className="min-w-44">
        <span className="figure text-sm whitespace-nowrap">{memory}</span>
        <Meter
          className="mt-1 max-w-40"
          value={replica.memoryBytes}
          max={memoryBytesMax}
          label={t("memory")}
          valueText={memory}
          tone={replica.memoryBytes > memoryBytesMax * NEARLY_FULL_SHARE ? "warn" : "water"}
        />
      </Cell>
      <Cell className="figure text-right">{formatNumber(replica.restarts, locale)}</Cell>
      <Cell className="whitespace-nowrap">
        {format.dateTime(replica.since, { dateStyle: "medium", timeStyle: "medium" })}
      </Cell>
    </Row>
  );
}
