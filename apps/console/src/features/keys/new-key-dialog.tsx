"use client";

import { Button, Dialog, DialogActions, DialogContent } from "@millrace/ui";
import { useTranslations } from "next-intl";
import { NewKey, type NewKeyProps } from "./new-key.tsx";

export type NewKeyDialogProps = NewKeyProps & {
  title: string;
  /** What there is to know beside the key. */
  note?: string;
  onClose: () => void;
};

/** Shows a secret the one time that it can be seen; a stray click does not close it. */
export function NewKeyDialog({ title, note, onClose, ...shown }: NewKeyDialogProps) {
  const t = useTranslations("keys.create");
  const closeText = useTranslations("confirm");
  return (
    <Dialog open>
      <DialogContent
        title={title}
        description={t("once")}
        closeLabel={closeText("close")}
        dismissable={false}
        className="max-w-2xl"
      >
        {note && <p className="mb-4 text-ink-2">{note}</p>}
        <NewKey {...shown} />
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            {t("stored")}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
