"use client";

import { Button, Card, PageHeader } from "@millrace/ui";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PriceDialog } from "./price-dialog.tsx";
import type { PriceRow } from "./price-rows.ts";
import { PricesTable } from "./prices-table.tsx";

/** What a price can be for. */
export type PriceChoices = {
  modelNames: string[];
  currencies: string[];
  teams: { id: string; name: string; currency: string }[];
};

export type PricesScreenProps = { rows: PriceRow[]; choices: PriceChoices };

export function PricesScreen({ rows, choices }: PricesScreenProps) {
  const t = useTranslations("operator.prices");
  const [row, setRow] = useState<PriceRow | null>(null);
  const [first] = rows;
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          first && (
            <Button look="primary" onClick={() => setRow(first)}>
              <Plus aria-hidden />
              {t("open")}
            </Button>
          )
        }
      />
      <Card>
        <PricesTable rows={rows} onNew={setRow} />
      </Card>
      <p className="mt-3 text-sm text-ink-2">{t("note")}</p>
      {row && <PriceDialog row={row} rows={rows} choices={choices} onClose={() => setRow(null)} />}
    </>
  );
}
