"use client";

import { Button, Dialog, DialogActions, DialogClose, DialogContent, Field, Input } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";

export type ConfirmByNameProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** What depends on the thing and what will happen. */
  consequences: ReactNode;
  /** What has to be typed. */
  name: string;
  actLabel: string;
  busy: boolean;
  onConfirm: () => void;
};

/** Before something that cannot be undone: says what depends on it and asks for its name. */
export function ConfirmByName(props: ConfirmByNameProps) {
  const { open, onOpenChange, title, consequences, name, actLabel, busy, onConfirm } = props;
  const t = useTranslations("confirm");
  const [typed, setTyped] = useState("");
  const matches = typed.trim() === name;

  function submit(event: FormEvent) {
    event.preventDefault();
    if (matches) onConfirm();
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        setTyped("");
        onOpenChange(next);
      }}
    >
      <DialogContent title={title} closeLabel={t("close")}>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <div className="text-ink-2">{consequences}</div>
          <Field label={t.rich("type", { name, code: (text) => <code className="figure">{text}</code> })}>
            <Input
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              autoFocus
            />
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>{t("cancel")}</Button>
            </DialogClose>
            <Button type="submit" look="danger" disabled={!matches} busy={busy}>
              {actLabel}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
