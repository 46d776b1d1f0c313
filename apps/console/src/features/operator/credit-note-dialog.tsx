"use client";

import type { CreditNoteOutcome } from "@millrace/billing";
import { Field, Input, Select } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import type { ShownInvoice } from "../billing/shown-invoice.ts";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";
import { parseAmount } from "./parse-amount.ts";

const TEXT_LENGTH_MAX = 200;

export type CreditNoteDialogProps = { invoice: ShownInvoice; onClose: () => void };

/** How much of an invoice is taken back, why, and what becomes of it. */
export function CreditNoteDialog({ invoice, onClose }: CreditNoteDialogProps) {
  const t = useTranslations("operator.invoices.creditNote");
  const outcomeText = useTranslations("billing.creditNotes.outcomes");
  const { teamId, id: invoiceId, number, currency, minorPico, state } = invoice;
  const outcomes: CreditNoteOutcome[] = state === "paid" ? ["credit", "refund"] : ["owed"];
  const [amount, setAmount] = useState("");
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState<CreditNoteOutcome>(outcomes[0] ?? "owed");
  const [wrong, setWrong] = useState<"amount" | "reason" | null>(null);
  // However often somebody presses, it is one credit note.
  const [operationId] = useState(() => crypto.randomUUID());
  const done = useDone(onClose);
  const after = { onSuccess: () => done(t("done", { number })) };
  const create = useMutation(useTrpc().operator.createCreditNote.mutationOptions(after));

  function act() {
    const amountPico = parseAmount(amount);
    const isAmount = amountPico !== null && amountPico % minorPico === 0n;
    setWrong(!isAmount ? "amount" : reason.trim() === "" ? "reason" : null);
    if (!isAmount || reason.trim() === "") return;
    const amountMinor = amountPico / minorPico;
    create.mutate({ teamId, invoiceId, amountMinor, reason: reason.trim(), outcome, operationId });
  }

  return (
    <ActDialog
      title={t("title", { number })}
      description={t("text")}
      act={t("act")}
      work={create}
      onAct={act}
      onClose={onClose}
    >
      <Field label={t("amount", { currency })} error={wrong === "amount" ? t("amountInvalid") : undefined}>
        <Input
          inputMode="decimal"
          className="figure"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
          autoComplete="off"
          autoFocus
        />
      </Field>
      <Field label={t("reason")} error={wrong === "reason" ? t("reasonInvalid") : undefined}>
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={TEXT_LENGTH_MAX}
          autoComplete="off"
        />
      </Field>
      <Field label={t("outcome")}>
        <Select
          value={outcome}
          onValueChange={(value) => setOutcome(outcomes.find((one) => one === value) ?? outcome)}
          options={outcomes.map((value) => ({ value, label: outcomeText(value) }))}
        />
      </Field>
    </ActDialog>
  );
}
