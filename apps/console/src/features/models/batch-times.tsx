import type { Model } from "@millrace/catalog";
import { Card, CardHeader, Cell, HeaderCell, Row, Table } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMilliseconds, formatNumber } from "../../format/quantity.ts";
import { gridRows, measuredVariants } from "./variants.ts";

const NO_FIGURE = "–";

/** How long a batch takes, by its size and by the form of the model. */
export function BatchTimes({ model }: { model: Model }) {
  const t = useTranslations("models.batches");
  const locale = useLocale();
  const profiles = measuredVariants(model).map(({ profile }) => profile);
  const rows = gridRows(profiles);
  if (rows.length === 0) return null;
  const readsText = model.task !== "tensor";
  return (
    <Card className="overflow-hidden">
      <CardHeader title={t("title")} className="pb-1" />
      <Table aria-label={t("title")}>
        <thead>
          <tr>
            <HeaderCell className="px-3 text-right sm:px-4">{t("rows")}</HeaderCell>
            {readsText && <HeaderCell className="px-3 text-right sm:px-4">{t("tokensEach")}</HeaderCell>}
            {profiles.map(({ variant }) => (
              <HeaderCell key={variant} className="px-3 text-right sm:px-4">
                <span className="figure">{variant}</span>
              </HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={`${row.rows}×${row.tokens}`} className="figure text-right">
              <Cell className="px-3 py-1.5 whitespace-nowrap sm:px-4">{formatNumber(row.rows, locale)}</Cell>
              {readsText && (
                <Cell className="px-3 py-1.5 whitespace-nowrap sm:px-4">
                  {formatNumber(row.tokens, locale)}
                </Cell>
              )}
              {row.medianMs.map((medianMs, index) => (
                <Cell key={profiles[index]?.variant} className="px-3 py-1.5 whitespace-nowrap sm:px-4">
                  {medianMs === null ? NO_FIGURE : `${formatMilliseconds(medianMs, locale)} ms`}
                </Cell>
              ))}
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
