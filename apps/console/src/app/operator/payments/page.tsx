import { listEvents } from "@millrace/payments";
import { Notice, PageHeader } from "@millrace/ui";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { EventsScreen } from "../../../features/operator/payments/events-screen.tsx";
import { environment } from "../../../server/environment.ts";
import { requireOperator } from "../../../server/require-operator.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("payments") };
}

export default async function OperatorPaymentsPage() {
  const [session, t] = await Promise.all([requireOperator(), getTranslations("operator.payments")]);
  const { database, clock, config } = environment();
  const events = await listEvents({ database, clock }, session);
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      {config.payments === null && (
        <Notice tone="water" className="mb-4">
          {t("noProvider")}
        </Notice>
      )}
      <EventsScreen events={events} />
    </>
  );
}
