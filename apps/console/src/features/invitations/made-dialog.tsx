"use client";

import { Button, CopyButton, Dialog, DialogActions, DialogContent } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { invitationLink } from "./invitation-link.ts";

/** A new invitation, or an old one with a new link. */
export type Made = { invitation: { email: string | null; expiresAt: Date }; token: string };

export type MadeDialogProps = { made: Made; consoleUrl: string; sendsMail: boolean; onClose: () => void };

/** Shows the link, this once, and whether it was mailed. */
export function MadeDialog({ made, consoleUrl, sendsMail, onClose }: MadeDialogProps) {
  const t = useTranslations("invitations.made");
  const format = useFormatter();
  const { email, expiresAt } = made.invitation;
  const link = invitationLink(consoleUrl, made.token);
  const until = format.dateTime(expiresAt, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Dialog open>
      <DialogContent
        title={t("title")}
        description={email !== null && sendsMail ? t("mailed", { email }) : t("handOver")}
        closeLabel={t("done")}
        dismissable={false}
      >
        <div className="flex items-center gap-1 rounded-md border border-line-strong bg-sunken py-1 pr-1 pl-3">
          <code data-testid="invitation-link" className="figure min-w-0 grow text-sm break-all select-all">
            {link}
          </code>
          <CopyButton text={link} label={t("copy")} copiedLabel={t("copied")} autoFocus />
        </div>
        <p className="mt-3 text-ink-2">{t("once", { until })}</p>
        <DialogActions>
          <Button look="primary" onClick={onClose}>
            {t("done")}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
