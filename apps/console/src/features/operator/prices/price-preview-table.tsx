import type { PricePreview } from "@millrace/metering";
import { Cell, Field, HeaderCell, Row, Select, Table } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../../format/money.ts";
import { useMonthText } from "../../billing/use-month-text.ts";

const MONTHS_BACK = 12;

export type PricePreviewTableProps = {
  preview: PricePreview;
  currency: string;
  isBusy: boolean;
  onMonth: (month: Date) => void;
};

/** A month as it was charged, as it would have been, and what lies between them. */
export function PricePreviewTable({ preview, currency, isBusy, onMonth }: PricePreviewTableProps) {
  const t = useTranslations("operator.prices.preview");
  const monthText = useMonthText();
  const { period, teams, teamCount, beforePico, afterPico } = preview;
  const months = monthsBack(new Date());
  const columns = ["before", "after", "difference"] as const;
  return (
    <section aria-busy={isBusy} className="flex flex-col gap-3">
      <h3 className="font-semibold">{t("title", { month: monthText(period.start) })}</h3>
      <p className="text-ink-2">{t("text")}</p>
      <Field label={t("month")} className="max-w-60">
        <Select
          value={period.start.toISOString()}
          onValueChange={(value) => onMonth(new Date(value))}
          options={months.map((month) => ({ value: month.toISOString(), label: monthText(month) }))}
        />
      </Field>
      {teamCount === 0 ? (
        <p className="text-ink-2">{t("nobody")}</p>
      ) : (
        <Table aria-label={t("title", { month: monthText(period.start) })}>
          <thead>
            <tr>
              <HeaderCell>{t("columns.team")}</HeaderCell>
              {columns.map((column) => (
                <HeaderCell key={column} className="text-right">
                  {t(`columns.${column}`)}
                </HeaderCell>
              ))}
            </tr>
          </thead>
          <tbody>
            <PreviewRow
              name={t("sum")}
              currency={currency}
              beforePico={beforePico}
              afterPico={afterPico}
              isSum
            />
            {teams.map((team) => (
              <PreviewRow key={team.teamId} currency={currency} {...team} />
            ))}
          </tbody>
        </Table>
      )}
      {teamCount > teams.length && (
        <p className="text-sm text-ink-2">{t("more", { count: teamCount - teams.length })}</p>
      )}
    </section>
  );
}

type PreviewRowProps = {
  name: string;
  currency: string;
  beforePico: bigint;
  afterPico: bigint;
  isSum?: boolean;
};

function PreviewRow({ name, currency, beforePico, afterPico, isSum = false }: PreviewRowProps) {
  const locale = useLocale();
  return (
    <Row className={isSum ? "font-semibold" : undefined}>
      <Cell className="break-words">{name}</Cell>
      {[beforePico, afterPico, afterPico - beforePico].map((amount, index) => (
        <Cell key={["before", "after", "difference"][index]} className="figure text-right whitespace-nowrap">
          {formatMoney(amount, currency, locale)}
        </Cell>
      ))}
    </Row>
  );
}

/** The first moments of this month and of those before it, newest first. */
function monthsBack(now: Date): Date[] {
  return Array.from(
    { length: MONTHS_BACK + 1 },
    (_, back) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)),
  );
}
