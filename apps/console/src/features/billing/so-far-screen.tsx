import { Card, CardHeader, PageHeader } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { LinesTable } from "./lines-table.tsx";
import { NothingUsed } from "./nothing-used.tsx";
import type { ShownLine, ShownTotals } from "./shown-invoice.ts";
import { TotalsList } from "./totals-list.tsx";

export type SoFarScreenProps = { lines: ShownLine[]; totals: ShownTotals; currency: string };

/** What this month's invoice would say, if nothing more were used. */
export function SoFarScreen({ lines, totals, currency }: SoFarScreenProps) {
  const t = useTranslations("billing");
  return (
    <>
      <PageHeader title={t("soFar.title")} subtitle={t("soFar.subtitle")} />
      <div className="flex flex-col gap-5">
        {lines.length === 0 ? (
          <Card>
            <NothingUsed title={t("soFar.none")} before={null} currency={currency} />
          </Card>
        ) : (
          <Card>
            <CardHeader title={t("lines.title")} />
            <LinesTable lines={lines} currency={currency} invoiceId={null} />
            <TotalsList totals={totals} currency={currency} />
          </Card>
        )}
        <p className="text-sm text-ink-3">{t("rounding")}</p>
      </div>
    </>
  );
}
