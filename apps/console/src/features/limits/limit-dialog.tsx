"use client";

import { Button, Dialog, DialogActions, DialogClose, DialogContent, Notice } from "@millrace/ui";
import { useTranslations } from "next-intl";
import type { FormEvent, ReactNode } from "react";
import { type ApiError, useFaultText } from "../errors/use-fault-text.ts";

export type LimitDialogProps = {
  title: string;
  description: string;
  act: string;
  look?: "primary" | "danger";
  /** Under way; and why it failed, where it did. */
  work: { isPending: boolean; error: ApiError | null };
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
};

/** What all dialogues about a limit have in common: what it is about, the fields, why the last attempt failed, and the act. */
export function LimitDialog(props: LimitDialogProps) {
  const { title, description, act, look = "primary", work, onSubmit, onClose, children } = props;
  const t = useTranslations("limits");
  const faultText = useFaultText();

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={description} closeLabel={t("close")}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {work.error && <Notice tone="bad">{faultText(work.error)}</Notice>}
          {children}
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look={look} busy={work.isPending}>
              {act}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
