import { listLineRequests } from "@millrace/billing";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LineScreen } from "../../../../../../../features/billing/line-screen.tsx";
import { shownInvoice, shownLine } from "../../../../../../../features/billing/shown-invoice.ts";
import { found } from "../../../../../../../server/found.ts";
import { requireContext } from "../../../../../../../server/session.ts";
import type { PageProps } from "../../../../../../page-props.ts";

const POSITION = /^[1-9]\d{0,5}$/;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.invoices"))("title") };
}

export default async function LinePage({
  params,
  searchParams,
}: PageProps<{ id: string; position: string }>) {
  const [ctx, { id, position }, { after }] = await Promise.all([
    requireContext("billing.read", "usage.read"),
    params,
    searchParams,
  ]);
  if (!POSITION.test(position)) notFound();
  const place = typeof after === "string" ? { after } : {};
  const page = await found(listLineRequests(ctx, { invoiceId: id, position: Number(position), ...place }));
  return (
    <LineScreen
      invoice={shownInvoice(page.invoice)}
      line={shownLine(page.line, page.invoice.currency)}
      requests={page.requests}
      isFurther={typeof after === "string"}
      next={page.next}
    />
  );
}
