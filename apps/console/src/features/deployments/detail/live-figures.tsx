"use client";

import type { Load } from "@millrace/deployments";
import { Card, CardHeader, Dot, Tile, Tiles } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatMilliseconds, formatNumber, formatRate } from "../../../format/quantity.ts";
import { LiveChart } from "../../charts/live-chart.tsx";

const NO_FIGURE = "–";

export type LiveFiguresProps = {
  load: Load | null;
  history: readonly Load[];
  connected: boolean;
  /** Requests that may wait. */
  queueRequestsMax: number;
  /** Whether there are tokens to count. */
  readsText: boolean;
  /** Between the figures and their curves. */
  children: ReactNode;
};

/** How the deployment does right now, over the last ten seconds, and how that has moved since the page was opened. */
export function LiveFigures(props: LiveFiguresProps) {
  const { load, history, connected, queueRequestsMax, readsText, children } = props;
  const t = useTranslations("deployments.live");
  const locale = useLocale();
  const rates = [
    { key: "requests", name: t("requests"), value: (reading: Load) => reading.requestsPerSecond },
    { key: "refused", name: t("refused"), value: (reading: Load) => reading.refusedPerSecond },
  ];
  const latencies = [
    { key: "p50", name: "p50", value: (reading: Load) => reading.totalP50Ms },
    { key: "p99", name: "p99", value: (reading: Load) => reading.totalP99Ms },
  ];
  return (
    <section aria-label={t("title")} className="flex flex-col gap-5">
      <LiveTiles load={load} queueRequestsMax={queueRequestsMax} readsText={readsText} />
      {children}
      <div className="grid gap-5 md:grid-cols-2">
        <Card className="min-w-0">
          <CardHeader
            title={t("rateTitle")}
            aside={
              <span className="flex items-center gap-2 text-sm">
                <Dot
                  tone={connected ? "good" : "neutral"}
                  label={t(connected ? "live" : "notLive")}
                  moving={connected}
                />
                {t(connected ? "live" : "notLive")}
              </span>
            }
          />
          <LiveChart
            label={t("rateTitle")}
            readings={history}
            lines={rates}
            format={(value) => formatRate(value, locale)}
          />
        </Card>
        <Card className="min-w-0">
          <CardHeader title={t("latencyTitle")} />
          <LiveChart
            label={t("latencyTitle")}
            readings={history}
            lines={latencies}
            format={(value) => `${formatMilliseconds(value, locale)} ms`}
          />
        </Card>
      </div>
    </section>
  );
}

type LiveTilesProps = Pick<LiveFiguresProps, "load" | "queueRequestsMax" | "readsText">;

function LiveTiles({ load, queueRequestsMax, readsText }: LiveTilesProps) {
  const t = useTranslations("deployments.live");
  const locale = useLocale();
  const busy = load !== null && load.requestsPerSecond > 0 ? load : null;
  const milliseconds = (value: number | undefined) =>
    value === undefined ? NO_FIGURE : formatMilliseconds(value, locale);
  return (
    <Tiles>
      <Tile
        label={t("requests")}
        figure={formatRate(load?.requestsPerSecond ?? 0, locale)}
        unit={t("perSecond")}
        detail={t("refusedDetail", { rate: formatRate(load?.refusedPerSecond ?? 0, locale) })}
      />
      {readsText ? (
        <Tile
          label={t("tokens")}
          figure={formatRate(load?.tokensPerSecond ?? 0, locale)}
          unit={t("perSecond")}
          detail={t("perRequestDetail", {
            count: busy ? formatNumber(busy.tokensPerSecond / busy.requestsPerSecond, locale, 1) : NO_FIGURE,
          })}
        />
      ) : (
        <Tile
          label={t("batch")}
          figure={busy ? formatNumber(busy.batchRows, locale, 1) : NO_FIGURE}
          detail={t("batchDetail")}
        />
      )}
      <Tile
        label={t("p99")}
        figure={milliseconds(busy?.totalP99Ms)}
        unit={busy ? "ms" : undefined}
        detail={t("p50Detail", { milliseconds: milliseconds(busy?.totalP50Ms) })}
      />
      <Tile
        label={t("queued")}
        figure={formatNumber(load?.queuedRequests ?? 0, locale)}
        detail={t("boundDetail", { max: formatNumber(queueRequestsMax, locale) })}
      />
    </Tiles>
  );
}
