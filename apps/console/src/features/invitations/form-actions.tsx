"use client";

import { Button, DialogActions, DialogClose } from "@millrace/ui";
import { useTranslations } from "next-intl";

export function FormActions({ act, busy }: { act: string; busy: boolean }) {
  const t = useTranslations("invitations.dialog");
  return (
    <DialogActions>
      <DialogClose asChild>
        <Button>{t("cancel")}</Button>
      </DialogClose>
      <Button type="submit" look="primary" busy={busy}>
        {act}
      </Button>
    </DialogActions>
  );
}
