import { Button, Card, CardHeader, FactList, Notice, PageHeader } from "@millrace/ui";
import { Download } from "lucide-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../format/money.ts";
import { CreditNoteTable } from "./credit-note-table.tsx";
import { InvoiceStateTag } from "./invoice-state-tag.tsx";
import { LinesTable } from "./lines-table.tsx";
import type { CameBack } from "./payments/came-back.ts";
import { CameBackNotice } from "./payments/came-back-notice.tsx";
import { PayInvoiceButton } from "./payments/pay-invoice-button.tsx";
import { PortalButton } from "./payments/portal-button.tsx";
import type { ShownCreditNote, ShownInvoice, ShownLine } from "./shown-invoice.ts";
import { TotalsList } from "./totals-list.tsx";
import { useMonthText } from "./use-month-text.ts";

export type InvoiceScreenProps = {
  invoice: ShownInvoice;
  lines: ShownLine[];
  creditNotes: ShownCreditNote[];
  /** Of the team, for the files' addresses. */
  handle: string;
  /**
   * Where the reader pays what is owed: at a page for this invoice, where the provider that collects it keeps the card, or as an
   * operator says.
   */
  payAt: "checkout" | "portal" | "elsewhere" | null;
  /** What became of its payment, for somebody who comes from the provider; null: nobody does. */
  cameBack: CameBack | null;
};

export function InvoiceScreen(props: InvoiceScreenProps) {
  const { invoice, lines, creditNotes, handle, payAt, cameBack } = props;
  const t = useTranslations("billing");
  const monthText = useMonthText();
  const { id, number, state, currency } = invoice;
  return (
    <>
      <PageHeader
        title={t("invoice.title", { number })}
        subtitle={t("invoice.subtitle", { month: monthText(invoice.periodStart) })}
        actions={
          <>
            <Downloads path={`/api/t/${handle}/invoices/${id}`} />
            {payAt === "checkout" && <PayInvoiceButton invoice={invoice} />}
            {payAt === "portal" && <PortalButton label={t("plan.pay")} />}
          </>
        }
      />
      {cameBack && <CameBackNotice cameBack={cameBack} isHere={state === "paid"} name={number} />}
      <div className="flex flex-col gap-5">
        {payAt === "elsewhere" && <Notice tone="water">{t("plan.notices.elsewhere")}</Notice>}
        <Card className="px-4 py-1">
          <InvoiceFacts invoice={invoice} />
        </Card>
        <Card>
          <CardHeader title={t("lines.title")} />
          <LinesTable lines={lines} currency={currency} invoiceId={id} />
          <TotalsList totals={invoice.totals} currency={currency} />
        </Card>
        {creditNotes.length > 0 && (
          <Card>
            <CardHeader title={t("creditNotes.title")} />
            <CreditNoteTable notes={creditNotes} currency={currency} />
          </Card>
        )}
        <p className="text-sm text-ink-3">{t("rounding")}</p>
      </div>
    </>
  );
}

function Downloads({ path }: { path: string }) {
  const t = useTranslations("billing.invoice");
  return (
    <fieldset aria-label={t("downloads")} className="flex gap-2">
      {(["pdf", "csv"] as const).map((format) => (
        <Button key={format} asChild>
          <a href={`${path}/${format}`} download>
            <Download aria-hidden />
            {t(format)}
          </a>
        </Button>
      ))}
    </fieldset>
  );
}

function InvoiceFacts({ invoice }: { invoice: ShownInvoice }) {
  const t = useTranslations("billing.invoice.facts");
  const locale = useLocale();
  const format = useFormatter();
  const { state, provider, currency, owedPico, billTo, closedAt, dueAt, paidAt, voidedAt } = invoice;
  const day = (label: string, at: Date | null) =>
    at === null ? [] : [{ label, value: format.dateTime(at, { dateStyle: "medium" }) }];
  return (
    <FactList
      facts={[
        { label: t("state"), value: <InvoiceStateTag state={state} /> },
        { label: t("billTo"), value: `${billTo.name} (${billTo.handle})` },
        ...(provider === "none" ? [] : [{ label: t("collector"), value: t("byProvider") }]),
        ...day(t("closed"), closedAt),
        ...(owedPico > 0n ? day(t("due"), dueAt) : []),
        ...day(t("paid"), paidAt),
        ...day(t("voided"), voidedAt),
        ...(owedPico > 0n ? [{ label: t("owed"), value: formatMoney(owedPico, currency, locale) }] : []),
      ]}
    />
  );
}
