import { FactList } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import type { ShownTotals } from "./shown-invoice.ts";

/** What lines, credit and tax come to; what is nothing is left out. */
export function TotalsList({ totals, currency }: { totals: ShownTotals; currency: string }) {
  const t = useTranslations("billing.totals");
  const locale = useLocale();
  const money = (amount: bigint) => <span className="figure">{formatMoney(amount, currency, locale)}</span>;
  const { subtotalPico, creditPico, taxPico, totalPico, creditedPico } = totals;
  return (
    <FactList
      className="ml-auto w-full max-w-sm px-4 py-2"
      facts={[
        { label: t("subtotal"), value: money(subtotalPico) },
        ...(creditPico > 0n ? [{ label: t("credit"), value: money(-creditPico) }] : []),
        ...(taxPico > 0n ? [{ label: t("tax"), value: money(taxPico) }] : []),
        { label: t("total"), value: <strong>{money(totalPico)}</strong> },
        ...(creditedPico > 0n ? [{ label: t("credited"), value: money(-creditedPico) }] : []),
      ]}
    />
  );
}
