"use client";

import { Button } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { MoneyUnit } from "./money-unit.ts";
import { BuyCreditDialog } from "./payments/buy-credit-dialog.tsx";
import { TopUpDialog } from "./payments/top-up-dialog.tsx";
import { TopUpText } from "./payments/top-up-text.tsx";
import type { ShownTopUp } from "./payments/top-up-view.ts";

export type CreditActionsProps = {
  topUp: ShownTopUp | null;
  cardLabel: string | null;
  /** The newest payment for credit; null: there was none. */
  boughtId: string | null;
  unit: MoneyUnit;
  canWrite: boolean;
};

/** How credit is bought, by hand and by itself. */
export function CreditActions({ topUp, cardLabel, boughtId, unit, canWrite }: CreditActionsProps) {
  const t = useTranslations("billing.payments");
  const [isOpen, setIsOpen] = useState<"buy" | "topUp" | null>(null);
  const close = () => setIsOpen(null);
  return (
    <div className="flex flex-col gap-3 border-t border-line px-4 py-3 empty:hidden">
      {topUp && <TopUpText topUp={topUp} currency={unit.currency} />}
      {canWrite && (
        <div className="flex flex-wrap gap-2">
          <Button look="primary" onClick={() => setIsOpen("buy")}>
            {t("buy.open")}
          </Button>
          <Button onClick={() => setIsOpen("topUp")}>{t("topUp.open")}</Button>
        </div>
      )}
      {isOpen === "buy" && <BuyCreditDialog unit={unit} boughtId={boughtId} onClose={close} />}
      {isOpen === "topUp" && <TopUpDialog topUp={topUp} cardLabel={cardLabel} unit={unit} onClose={close} />}
    </div>
  );
}
