import { listAllInvoices } from "@millrace/billing";
import { PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { shownInvoice } from "../../../features/billing/shown-invoice.ts";
import { InvoicesScreen } from "../../../features/operator/invoices-screen.tsx";
import { environment } from "../../../server/environment.ts";
import { requireOperator } from "../../../server/require-operator.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("invoices") };
}

export default async function OperatorInvoicesPage() {
  const [session, t] = await Promise.all([requireOperator(), getTranslations("operator.invoices")]);
  const { database, clock } = environment();
  const { owed, settled } = await listAllInvoices({ database, clock }, session);
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      <InvoicesScreen owed={owed.map(shownInvoice)} settled={settled.map(shownInvoice)} />
    </>
  );
}
