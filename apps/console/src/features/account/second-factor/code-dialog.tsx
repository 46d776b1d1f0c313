"use client";

import { Button, Dialog, DialogActions, DialogClose, DialogContent, Field, Input } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type ApiError, useFaultText } from "../../errors/use-fault-text.ts";

export type CodeDialogProps = {
  title: string;
  text: string;
  actLabel: string;
  look: "primary" | "danger";
  /** What is done with the code. */
  mutation: { mutate: (input: { code: string }) => void; isPending: boolean; error: ApiError | null };
  onClose: () => void;
};

/** Before something that needs the second factor in hand. */
export function CodeDialog({ title, text, actLabel, look, mutation, onClose }: CodeDialogProps) {
  const t = useTranslations("account");
  const faultText = useFaultText();
  const [code, setCode] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    mutation.mutate({ code: code.trim() });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={text} closeLabel={t("close")}>
        <form onSubmit={submit} noValidate>
          <Field
            label={t("secondFactor.codeOrRecovery")}
            error={mutation.error ? faultText(mutation.error) : undefined}
          >
            <Input
              className="figure"
              value={code}
              onChange={(event) => setCode(event.target.value)}
              autoComplete="one-time-code"
              autoCapitalize="off"
              spellCheck={false}
              maxLength={40}
              autoFocus
            />
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look={look} disabled={code.trim() === ""} busy={mutation.isPending}>
              {actLabel}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
