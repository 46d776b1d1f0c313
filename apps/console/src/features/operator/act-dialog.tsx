"use client";

import { Button, Dialog, DialogActions, DialogClose, DialogContent, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { FormEvent, ReactNode } from "react";
import { type ApiError, useFaultText } from "../errors/use-fault-text.ts";

export type ActDialogProps = {
  title: string;
  description?: string;
  /** What the button does. */
  act: string;
  busy: boolean;
  error: ApiError | null;
  onAct: () => void;
  onClose: () => void;
  children: ReactNode;
};

/** Asks an operator what an act needs to know, and does it. */
export function ActDialog(props: ActDialogProps) {
  const { title, description, act, busy, error, onAct, onClose, children } = props;
  const t = useTranslations("operator.dialog");
  const faultText = useFaultText();

  function submit(event: FormEvent) {
    event.preventDefault();
    onAct();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={description} closeLabel={t("close")}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {error && <Notice tone="bad">{faultText(error)}</Notice>}
          {children}
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={busy}>
              {act}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
