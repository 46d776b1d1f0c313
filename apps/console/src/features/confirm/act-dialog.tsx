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
  look?: "primary" | "danger";
  /** Under way; and why it failed, where that is not said beside a field. */
  work: { isPending: boolean; error: ApiError | null };
  onAct: () => void;
  onClose: () => void;
  children?: ReactNode;
  /** Where it is wider than most. */
  className?: string;
};

/** Asks what an act needs to know, says why the last attempt failed, and does it. */
export function ActDialog(props: ActDialogProps) {
  const { title, description, act, look = "primary", work, onAct, onClose, children, className } = props;
  const t = useTranslations("confirm");
  const faultText = useFaultText();

  function submit(event: FormEvent) {
    event.preventDefault();
    onAct();
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={title} description={description} closeLabel={t("close")} className={className}>
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
