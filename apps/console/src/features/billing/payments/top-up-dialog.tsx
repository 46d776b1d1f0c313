"use client";

import { formatPico } from "@millrace/kernel";
import { Button, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoney } from "../../../format/money.ts";
import { useTrpc } from "../../../trpc/client.tsx";
import { ActDialog } from "../../confirm/act-dialog.tsx";
import { useDone } from "../../confirm/use-done.ts";
import type { MoneyUnit } from "../money-unit.ts";
import { parseMoney } from "../parse-money.ts";
import { MoneyField } from "./money-field.tsx";
import type { ShownTopUp } from "./top-up-view.ts";

export type TopUpDialogProps = {
  topUp: ShownTopUp | null;
  cardLabel: string | null;
  unit: MoneyUnit;
  onClose: () => void;
};

type Wrong = "below" | "amount" | "max" | "maxTooLow" | null;

const written = (pico: bigint | undefined) => (pico === undefined ? "" : formatPico(pico));

/** When credit is bought by itself, how much, and how much in a month at most. */
export function TopUpDialog({ topUp, cardLabel, unit, onClose }: TopUpDialogProps) {
  const t = useTranslations("billing.payments.topUp");
  const locale = useLocale();
  const [below, setBelow] = useState(written(topUp?.belowPico));
  const [amount, setAmount] = useState(written(topUp?.amountPico));
  const [max, setMax] = useState(written(topUp?.monthlyMaxPico));
  const [wrong, setWrong] = useState<Wrong>(null);
  const done = useDone(onClose);
  const trpc = useTrpc().payments;
  const set = useMutation(trpc.setTopUp.mutationOptions({ onSuccess: () => done(t("done")) }));
  const remove = useMutation(trpc.removeTopUp.mutationOptions({ onSuccess: () => done(t("turnedOff")) }));
  const isOn = topUp !== null && topUp.disabledAt === null;
  const { currency, minorPico } = unit;
  const typedMax = parseMoney(max, unit);

  function act() {
    const [belowMinor, amountMinor] = [parseMoney(below, unit), parseMoney(amount, unit)];
    const found: Wrong =
      belowMinor === null
        ? "below"
        : amountMinor === null
          ? "amount"
          : typedMax === null
            ? "max"
            : typedMax < amountMinor
              ? "maxTooLow"
              : null;
    setWrong(found);
    if (belowMinor === null || amountMinor === null || typedMax === null || found !== null) return;
    set.mutate({ belowPico: belowMinor * minorPico, amountMinor, monthlyMaxMinor: typedMax });
  }

  return (
    <ActDialog
      title={t("title")}
      description={t("description")}
      act={t(isOn ? "save" : "act")}
      work={{ isPending: set.isPending, error: set.error ?? remove.error }}
      onAct={act}
      onClose={onClose}
    >
      {cardLabel === null && <Notice tone="warn">{t("noCard")}</Notice>}
      <MoneyField
        label={t("below", { currency })}
        text={below}
        onChange={setBelow}
        error={wrong === "below" ? t("invalid") : undefined}
        autoFocus
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <MoneyField
          label={t("amount", { currency })}
          text={amount}
          onChange={setAmount}
          error={wrong === "amount" ? t("invalid") : undefined}
        />
        <MoneyField
          label={t("max", { currency })}
          text={max}
          onChange={setMax}
          error={wrong === "max" ? t("invalid") : wrong === "maxTooLow" ? t("maxInvalid") : undefined}
        />
      </div>
      {typedMax !== null && (
        <p className="text-sm text-ink-2">
          {t("effect", { max: formatMoney(typedMax * minorPico, currency, locale) })}
        </p>
      )}
      {isOn && (
        <Button className="self-start" onClick={() => remove.mutate()} busy={remove.isPending}>
          {t("turnOff")}
        </Button>
      )}
    </ActDialog>
  );
}
