import type { ModelProfile } from "@millrace/catalog";
import { Card, CardHeader, Cell, EmptyState, HeaderCell, Row, Table, Tile, Tiles } from "@millrace/ui";
import { Gauge } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatBytes, formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { fastestRate } from "./model-cards.tsx";

/** How fast the model was on this installation's own machine; nothing is quoted from elsewhere. */
export function MeasuredSpeed({ profile }: { profile: ModelProfile | null }) {
  const t = useTranslations("models.speed");
  const locale = useLocale();
  const format = useFormatter();
  if (!profile) {
    return (
      <Card>
        <CardHeader title={t("title")} />
        <EmptyState icon={Gauge} title={t("none.title")} text={t("none.text")} className="py-8" />
      </Card>
    );
  }
  const measuredAt = format.dateTime(profile.measuredAt, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Card className="overflow-hidden">
      <CardHeader
        title={t("title")}
        aside={<span className="text-sm">{t("where", { node: profile.nodeName, when: measuredAt })}</span>}
      />
      <Tiles className="mt-3 grid-cols-2 rounded-none border-x-0 lg:grid-cols-3">
        <Tile
          label={t("best")}
          figure={formatNumber(fastestRate({ profile }) ?? 0, locale)}
          unit={t("tokensPerSecondUnit")}
        />
        <Tile label={t("load")} figure={formatMilliseconds(profile.loadMs, locale)} unit="ms" />
        <Tile label={t("memory")} figure={formatBytes(profile.memoryBytes, locale)} />
      </Tiles>
      <SpeedTable profile={profile} />
    </Card>
  );
}

function SpeedTable({ profile }: { profile: ModelProfile }) {
  const t = useTranslations("models.speed");
  const locale = useLocale();
  return (
    <Table aria-label={t("title")}>
      <thead>
        <tr>
          <HeaderCell className="text-right">{t("rows")}</HeaderCell>
          <HeaderCell className="text-right">{t("tokensEach")}</HeaderCell>
          <HeaderCell className="text-right">{t("median")}</HeaderCell>
          <HeaderCell className="text-right">{t("rate")}</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {bySize(profile.grid).map((cell) => (
          <Row key={`${cell.rows}×${cell.tokens}`} className="figure text-right">
            <Cell className="py-1.5">{formatNumber(cell.rows, locale)}</Cell>
            <Cell className="py-1.5">{formatNumber(cell.tokens, locale)}</Cell>
            <Cell className="py-1.5">{formatMilliseconds(cell.medianMs, locale)} ms</Cell>
            <Cell className="py-1.5">{formatNumber(cell.tokensPerSecond, locale)}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}

/** As a person reads a table, not in the order in which it was measured. */
function bySize(grid: ModelProfile["grid"]): ModelProfile["grid"] {
  return grid.toSorted((a, b) => a.tokens - b.tokens || a.rows - b.rows);
}
