import type { Credit } from "@millrace/billing";
import { Button, Card, CardHeader, PageHeader, Tile, Tiles } from "@millrace/ui";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney, formatMoneyExact } from "../../format/money.ts";
import { formatNumber } from "../../format/quantity.ts";
import { TeamLink } from "../team-address/team-link.tsx";
import { BooksProof } from "./books-proof.tsx";
import { CreditCard } from "./credit-card.tsx";
import { InvoiceTable } from "./invoice-table.tsx";
import { MonthTable } from "./month-table.tsx";
import type { BillingFigures } from "./read-billing.ts";
import { ShareTable } from "./share-table.tsx";
import type { ShownInvoice } from "./shown-invoice.ts";

export type BillingScreenProps = {
  figures: BillingFigures;
  deploymentNames: Record<string, string>;
  credit: Credit;
  invoices: ShownInvoice[];
  currency: string;
};

export function BillingScreen({ figures, deploymentNames, credit, invoices, currency }: BillingScreenProps) {
  const t = useTranslations("billing");
  const { months, byModel, byDeployment } = figures;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <Button asChild>
            <TeamLink href="/billing/so-far">{t("soFar.open")}</TeamLink>
          </Button>
        }
      />
      <div className="flex flex-col gap-5">
        <MonthTiles months={months} currency={currency} />
        <InvoicesCard invoices={invoices} />
        <CreditCard credit={credit} currency={currency} />
        <Card>
          <CardHeader title={t("byModel")} />
          <ShareTable shares={byModel} of="model" names={null} currency={currency} />
        </Card>
        <Card>
          <CardHeader title={t("byDeployment")} />
          <ShareTable shares={byDeployment} of="deployment" names={deploymentNames} currency={currency} />
        </Card>
        <Card>
          <CardHeader title={t("months")} />
          <MonthTable months={months} currency={currency} />
        </Card>
        <BooksProof />
        <p className="text-sm text-ink-3">{t("note")}</p>
      </div>
    </>
  );
}

function InvoicesCard({ invoices }: { invoices: ShownInvoice[] }) {
  const t = useTranslations("billing.invoices");
  return (
    <Card>
      <CardHeader title={t("title")} />
      {invoices.length === 0 ? (
        <p className="px-4 pt-1 pb-4 text-ink-2">{t("none")}</p>
      ) : (
        <InvoiceTable invoices={invoices} />
      )}
    </Card>
  );
}

function MonthTiles({ months, currency }: { months: BillingFigures["months"]; currency: string }) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const format = useFormatter();
  const [current, last] = months;
  if (!current) return null;
  const { totals } = current;
  const since = format.dateTime(current.start, { dateStyle: "medium", timeZone: "UTC" });
  return (
    <Tiles>
      <Tile
        label={t("thisMonth")}
        figure={formatMoney(totals.amountPico, currency, locale)}
        detail={t("exact", { amount: formatMoneyExact(totals.amountPico, currency, locale) })}
      />
      <Tile
        label={t("requests")}
        figure={formatNumber(totals.requests, locale)}
        detail={t("since", { date: since })}
      />
      <Tile
        label={t("tokens")}
        figure={formatNumber(totals.inputTokens, locale)}
        detail={t("since", { date: since })}
      />
      {last && (
        <Tile
          label={t("lastMonth")}
          figure={formatMoney(last.totals.amountPico, currency, locale)}
          detail={t("exact", { amount: formatMoneyExact(last.totals.amountPico, currency, locale) })}
        />
      )}
    </Tiles>
  );
}
