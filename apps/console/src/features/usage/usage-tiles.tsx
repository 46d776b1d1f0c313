import { Tile, Tiles } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoneyExact } from "../../format/money.ts";
import { formatMilliseconds, formatNumber, formatShare } from "../../format/quantity.ts";
import { ChangeText } from "./change-text.tsx";
import { formatMeasured, measured } from "./measured.ts";
import { MEASURES, type UsageMeasure } from "./usage-query.ts";
import type { UsageScreenProps } from "./usage-screen-props.ts";

const NO_FIGURE = "–";

/** The figures of the page, each beside that of the period before, and what the month comes to. */
export function UsageTiles(props: UsageScreenProps) {
  const { explored, latency } = props;
  const t = useTranslations("usage.tiles");
  const locale = useLocale();
  return (
    <Tiles className="lg:grid-cols-5 max-lg:[&>*:last-child]:col-span-2">
      {MEASURES.map((show) => (
        <Tile
          key={show}
          label={t(show)}
          figure={figureOf(props, { show, locale })}
          detail={
            <>
              {explored.before && (
                <span className="block text-ink-2">
                  <ChangeText
                    now={measured(explored.totals.now, show)}
                    before={measured(explored.totals.before, show)}
                    show={show}
                    currency={explored.currency}
                  />
                </span>
              )}
              <MadeOf {...props} show={show} />
            </>
          }
        />
      ))}
      <Tile
        label={t("latency")}
        figure={latency ? formatMilliseconds(latency.p99Ms, locale) : NO_FIGURE}
        unit={latency ? "ms" : undefined}
        detail={t("p50", { milliseconds: latency ? formatMilliseconds(latency.p50Ms, locale) : NO_FIGURE })}
      />
      <ForecastTile {...props} />
    </Tiles>
  );
}

function figureOf(
  { explored }: UsageScreenProps,
  { show, locale }: { show: UsageMeasure; locale: string },
): string {
  return formatMeasured(measured(explored.totals.now, show), { show, locale, currency: explored.currency });
}

function MadeOf({ explored, show }: UsageScreenProps & { show: UsageMeasure }) {
  const t = useTranslations("usage.tiles");
  const locale = useLocale();
  const { requests, inputs, inputTokens, cachedInputTokens, amountPico } = explored.totals.now;
  switch (show) {
    case "requests":
      return t("inputs", { count: inputs });
    case "tokens":
      return cachedInputTokens > 0
        ? t("cached", { share: formatShare(cachedInputTokens / inputTokens, locale) })
        : t("perRequest", { count: formatNumber(requests === 0 ? 0 : inputTokens / requests, locale, 1) });
    case "cost":
      return t("costDetail", { amount: formatMoneyExact(amountPico, explored.currency, locale) });
  }
}

/** What the month comes to, whatever span the page shows; of all that it is narrowed to. */
function ForecastTile({ forecast, query, monthStart, explored }: UsageScreenProps) {
  const t = useTranslations("usage.forecast");
  const locale = useLocale();
  const format = useFormatter();
  const month = format.dateTime(monthStart, { month: "long", timeZone: "UTC" });
  const label = t(`label.${query.show}`, { month });
  if (!forecast) return <Tile label={label} figure={NO_FIGURE} detail={t("tooLittle")} />;
  const written = (value: bigint) =>
    formatMeasured(value, { show: query.show, currency: explored.currency, locale });
  return (
    <Tile
      label={label}
      figure={written(forecast.estimate)}
      detail={
        <>
          <span className="block text-ink-2">
            {t("band", { low: written(forecast.low), high: written(forecast.high) })}
          </span>
          {t("soFar", { amount: written(forecast.soFar), days: forecast.days })}
        </>
      }
    />
  );
}
