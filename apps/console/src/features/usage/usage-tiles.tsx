import { Tile, Tiles } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMoney, formatMoneyExact } from "../../format/money.ts";
import { formatMilliseconds, formatNumber, formatShare } from "../../format/quantity.ts";
import type { UsageScreenProps } from "./usage-screen-props.ts";

const NO_FIGURE = "–";

export function UsageTiles({ totals, latency, currency }: UsageScreenProps) {
  const t = useTranslations("usage.tiles");
  const locale = useLocale();
  const mean = totals.requests === 0 ? 0 : totals.inputTokens / totals.requests;
  return (
    <Tiles>
      <Tile
        label={t("requests")}
        figure={formatNumber(totals.requests, locale)}
        detail={t("inputs", { count: totals.inputs })}
      />
      <Tile
        label={t("tokens")}
        figure={formatNumber(totals.inputTokens, locale)}
        detail={
          totals.cachedInputTokens > 0
            ? t("cached", { share: formatShare(totals.cachedInputTokens / totals.inputTokens, locale) })
            : t("perRequest", { count: formatNumber(mean, locale, 1) })
        }
      />
      <Tile
        label={t("cost")}
        figure={formatMoney(totals.amountPico, currency, locale)}
        detail={t("costDetail", { amount: formatMoneyExact(totals.amountPico, currency, locale) })}
      />
      <Tile
        label={t("latency")}
        figure={latency ? formatMilliseconds(latency.p99Ms, locale) : NO_FIGURE}
        unit={latency ? "ms" : undefined}
        detail={t("p50", { milliseconds: latency ? formatMilliseconds(latency.p50Ms, locale) : NO_FIGURE })}
      />
    </Tiles>
  );
}
