"use client";

import { Card, CardHeader } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ShownInvoice } from "../billing/shown-invoice.ts";
import { CreditNoteDialog } from "./credit-note-dialog.tsx";
import { EndInvoiceDialog } from "./end-invoice-dialog.tsx";
import { type InvoiceAct, InvoicesTable } from "./invoices-table.tsx";

export type InvoicesScreenProps = { owed: ShownInvoice[]; settled: ShownInvoice[] };

type Doing = { act: InvoiceAct; invoice: ShownInvoice };

/** What all teams owe, and what is over. */
export function InvoicesScreen({ owed, settled }: InvoicesScreenProps) {
  const t = useTranslations("operator.invoices");
  const [doing, setDoing] = useState<Doing | null>(null);
  const start = (act: InvoiceAct, invoice: ShownInvoice) => setDoing({ act, invoice });
  const close = () => setDoing(null);
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <CardHeader title={t("owed")} />
        {owed.length === 0 ? (
          <p className="px-4 pt-1 pb-4 text-ink-2">{t("nothingOwed")}</p>
        ) : (
          <InvoicesTable label={t("owed")} invoices={owed} onAct={start} />
        )}
      </Card>
      {settled.length > 0 && (
        <Card>
          <CardHeader title={t("settled")} />
          <InvoicesTable label={t("settled")} invoices={settled} onAct={start} />
        </Card>
      )}
      {doing?.act === "creditNote" && <CreditNoteDialog invoice={doing.invoice} onClose={close} />}
      {doing !== null && doing.act !== "creditNote" && (
        <EndInvoiceDialog act={doing.act} invoice={doing.invoice} onClose={close} />
      )}
    </div>
  );
}
