"use client";

import { Button } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { formatMoney } from "../../../format/money.ts";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import type { ShownInvoice } from "../shown-invoice.ts";
import { useCheckout } from "./use-provider-page.ts";

/** Leads to the provider's page on which an invoice is paid. */
export function PayInvoiceButton({ invoice }: { invoice: ShownInvoice }) {
  const t = useTranslations("billing.payments");
  const locale = useLocale();
  const checkout = useCheckout(useFaultToast());
  const { id: invoiceId, owedPico, currency } = invoice;
  return (
    <Button
      look="primary"
      onClick={() => checkout.start({ what: "invoice", invoiceId }, { kind: "invoice", invoiceId })}
      busy={checkout.work.isPending}
    >
      {t("payInvoice", { amount: formatMoney(owedPico, currency, locale) })}
    </Button>
  );
}
