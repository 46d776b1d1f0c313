"use client";

import { formatPico } from "@millrace/kernel";
import { Button } from "@millrace/ui";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoney } from "../../../format/money.ts";
import { ActDialog } from "../../confirm/act-dialog.tsx";
import type { MoneyUnit } from "../money-unit.ts";
import { parseMoney } from "../parse-money.ts";
import { MoneyField } from "./money-field.tsx";
import { useCheckout } from "./use-provider-page.ts";

export type BuyCreditDialogProps = {
  unit: MoneyUnit;
  /** The newest payment for credit; null: there was none. */
  boughtId: string | null;
  onClose: () => void;
};

/** How much credit is bought; the provider's page asks for the money. */
export function BuyCreditDialog({ unit, boughtId, onClose }: BuyCreditDialogProps) {
  const t = useTranslations("billing.payments.buy");
  const locale = useLocale();
  const [text, setText] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const checkout = useCheckout();
  const { currency, minorPico, leastPico, mostPico, suggestedPico } = unit;
  const money = (pico: bigint) => formatMoney(pico, currency, locale);

  function act() {
    const amountMinor = parseMoney(text, unit);
    const amountPico = (amountMinor ?? 0n) * minorPico;
    const isSold = amountPico >= leastPico && amountPico <= mostPico;
    setIsWrong(!isSold);
    if (amountMinor !== null && isSold)
      checkout.start({ what: "credit", after: boughtId }, { kind: "credit", amountMinor });
  }

  return (
    <ActDialog
      title={t("title")}
      description={t("description")}
      act={t("act")}
      work={checkout.work}
      onAct={act}
      onClose={onClose}
    >
      <MoneyField
        label={t("amount", { currency })}
        text={text}
        onChange={setText}
        error={isWrong ? t("invalid", { least: money(leastPico), most: money(mostPico) }) : undefined}
        autoFocus
      />
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">{t("suggestions")}</legend>
        {suggestedPico.map((pico) => (
          <Button key={pico} size="small" onClick={() => setText(formatPico(pico))}>
            {money(pico)}
          </Button>
        ))}
      </fieldset>
      <p className="text-sm text-ink-2">{t("hint")}</p>
    </ActDialog>
  );
}
