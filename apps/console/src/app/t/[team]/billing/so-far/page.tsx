import { previewInvoice } from "@millrace/billing";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { shownPreview } from "../../../../../features/billing/shown-invoice.ts";
import { SoFarScreen } from "../../../../../features/billing/so-far-screen.tsx";
import { environment } from "../../../../../server/environment.ts";
import { requireContext } from "../../../../../server/session.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("billing.soFar"))("title") };
}

export default async function SoFarPage() {
  const ctx = await requireContext("billing.read");
  const { taxRates } = environment().config;
  const preview = await previewInvoice({ ...ctx, taxRates });
  return <SoFarScreen {...shownPreview(preview)} currency={preview.currency} />;
}
