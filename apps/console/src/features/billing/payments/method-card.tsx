"use client";

import { Card, CardHeader, FactList } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { PortalButton } from "./portal-button.tsx";

export type MethodCardProps = {
  /** What is charged, such as "visa 4242"; null: nothing can be. */
  cardLabel: string | null;
  canWrite: boolean;
};

/** What pays, and the way to the provider's pages where it is kept. */
export function MethodCard({ cardLabel, canWrite }: MethodCardProps) {
  const t = useTranslations("billing.payments.method");
  return (
    <Card className="flex flex-col">
      <CardHeader title={t("title")} />
      <div className="flex grow flex-col gap-3 px-4 pt-1 pb-4">
        <FactList
          facts={[
            {
              label: t("card"),
              value: cardLabel === null ? t("noCard") : <span className="figure">{cardLabel}</span>,
            },
          ]}
        />
        <p className="text-ink-2">{t("text")}</p>
        {canWrite && <PortalButton label={t("open")} className="mt-auto self-start" />}
      </div>
    </Card>
  );
}
