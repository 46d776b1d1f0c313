import { getInvoice } from "@millrace/billing";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvoiceScreen } from "../../../../../../features/billing/invoice-screen.tsx";
import {
  shownCreditNote,
  shownInvoice,
  shownLine,
} from "../../../../../../features/billing/shown-invoice.ts";
import { found } from "../../../../../../server/found.ts";
import { requireContext, requireMember } from "../../../../../../server/session.ts";
import type { PageProps } from "../../../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.invoices"))("title") };
}

export default async function InvoicePage({ params }: PageProps<{ id: string }>) {
  const [ctx, { team }, { id }] = await Promise.all([
    requireContext("billing.read"),
    requireMember(),
    params,
  ]);
  const { invoice, lines, creditNotes } = await found(getInvoice(ctx, { id }));
  return (
    <InvoiceScreen
      invoice={shownInvoice(invoice)}
      lines={lines.map((line) => shownLine(line, invoice.currency))}
      creditNotes={creditNotes.map(shownCreditNote)}
      handle={team.handle}
    />
  );
}
