"use client";

import { Field, Input } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import type { ShownInvoice } from "../billing/shown-invoice.ts";
import { ActDialog } from "../confirm/act-dialog.tsx";
import { useDone } from "../confirm/use-done.ts";

const TEXT_LENGTH_MAX = 200;

export type EndInvoiceDialogProps = {
  act: "markPaid" | "voidInvoice" | "writeOffInvoice";
  invoice: ShownInvoice;
  onClose: () => void;
};

/** Says how an invoice was paid, or why it is not to be. */
export function EndInvoiceDialog({ act, invoice, onClose }: EndInvoiceDialogProps) {
  const t = useTranslations("operator.invoices");
  const { teamId, id, number } = invoice;
  const [text, setText] = useState("");
  const [isWrong, setIsWrong] = useState(false);
  const { operator } = useTrpc();
  const done = useDone(onClose);
  const after = { onSuccess: () => done(t(`${act}.done`, { number })) };
  const endings = {
    markPaid: useMutation(operator.markPaid.mutationOptions(after)),
    voidInvoice: useMutation(operator.voidInvoice.mutationOptions(after)),
    writeOffInvoice: useMutation(operator.writeOffInvoice.mutationOptions(after)),
  };

  function end() {
    const words = text.trim();
    setIsWrong(words === "");
    if (words === "") return;
    if (act === "markPaid") endings.markPaid.mutate({ teamId, id, note: words });
    else endings[act].mutate({ teamId, id, reason: words });
  }

  return (
    <ActDialog
      title={t(`${act}.title`, { number })}
      description={t(`${act}.text`)}
      act={t(`${act}.open`)}
      work={endings[act]}
      onAct={end}
      onClose={onClose}
    >
      <Field label={t(`${act}.label`)} error={isWrong ? t("empty") : undefined}>
        <Input
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={TEXT_LENGTH_MAX}
          autoComplete="off"
          autoFocus
        />
      </Field>
    </ActDialog>
  );
}
