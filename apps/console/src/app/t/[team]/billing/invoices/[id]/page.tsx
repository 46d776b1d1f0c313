import { getInvoice, type Invoice } from "@millrace/billing";
import { may } from "@millrace/teams";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  InvoiceScreen,
  type InvoiceScreenProps,
} from "../../../../../../features/billing/invoice-screen.tsx";
import { cameBack } from "../../../../../../features/billing/payments/came-back.ts";
import {
  shownCreditNote,
  shownInvoice,
  shownLine,
} from "../../../../../../features/billing/shown-invoice.ts";
import { environment } from "../../../../../../server/environment.ts";
import { found } from "../../../../../../server/found.ts";
import { requireContext, requireMember } from "../../../../../../server/session.ts";
import type { PageProps } from "../../../../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.invoices"))("title") };
}

export default async function InvoicePage({ params, searchParams }: PageProps<{ id: string }>) {
  const [ctx, { team }, { id }, query] = await Promise.all([
    requireContext("billing.read"),
    requireMember(),
    params,
    searchParams,
  ]);
  const { invoice, lines, creditNotes } = await found(getInvoice(ctx, { id }));
  const shown = shownInvoice(invoice);
  const canPay = may(ctx.actor, "billing.write") && shown.owedPico > 0n;
  return (
    <InvoiceScreen
      invoice={shown}
      lines={lines.map((line) => shownLine(line, invoice.currency))}
      creditNotes={creditNotes.map(shownCreditNote)}
      handle={team.handle}
      payAt={canPay ? payPlace(invoice) : null}
      cameBack={cameBack(query, id)}
    />
  );
}

function payPlace({ provider }: Pick<Invoice, "provider">): InvoiceScreenProps["payAt"] {
  if (environment().provider === null) return "elsewhere";
  return provider === "none" ? "checkout" : "portal";
}
