import { Tile, Tiles } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import type { OverviewScreenProps } from "./overview-screen-props.ts";

const NO_FIGURE = "–";

type OverviewTilesProps = Pick<
  OverviewScreenProps,
  "range" | "totals" | "latency" | "monthPico" | "monthStart" | "currency"
>;

/** The four figures one looks for first; each leads to what it is made of. */
export function OverviewTiles(props: OverviewTilesProps) {
  const { range, totals, latency, monthPico, monthStart, currency } = props;
  const t = useTranslations("overview.tiles");
  const locale = useLocale();
  const format = useFormatter();
  const usage = (show: string, span: string = range) => ({
    pathname: "/usage" as const,
    query: { range: span, show },
  });
  return (
    <Tiles>
      <Tile
        label={t("requests")}
        figure={<FigureLink href={usage("requests")} text={formatNumber(totals.requests, locale)} />}
        detail={t("inputs", { count: totals.inputs })}
      />
      <Tile
        label={t("tokens")}
        figure={<FigureLink href={usage("tokens")} text={formatNumber(totals.inputTokens, locale)} />}
        detail={t("cost", { amount: formatMoney(totals.amountPico, currency, locale) })}
      />
      <Tile
        label={t("p99")}
        figure={latency ? formatMilliseconds(latency.p99Ms, locale) : NO_FIGURE}
        unit={latency ? "ms" : undefined}
        detail={
          latency
            ? t("split", {
                queue: formatMilliseconds(latency.queueMs, locale),
                compute: formatMilliseconds(latency.computeMs, locale),
              })
            : t("noLatency")
        }
      />
      <Tile
        label={t("month")}
        figure={<FigureLink href={usage("cost", "30d")} text={formatMoney(monthPico, currency, locale)} />}
        detail={t("since", {
          date: format.dateTime(monthStart, { month: "long", day: "numeric", timeZone: "UTC" }),
        })}
      />
    </Tiles>
  );
}

type FigureLinkProps = { href: { pathname: "/usage"; query: Record<string, string> }; text: string };

function FigureLink({ href, text }: FigureLinkProps) {
  return (
    <TeamLink href={href} className="rounded-sm hover:underline">
      {text}
    </TeamLink>
  );
}
