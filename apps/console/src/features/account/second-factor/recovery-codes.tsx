"use client";

import { Button, CopyButton, Dialog, DialogActions, DialogContent } from "@millrace/ui";
import { Download } from "lucide-react";
import { useTranslations } from "next-intl";

export type RecoveryCodesProps = { codes: readonly string[]; email: string; onClose: () => void };

/** The recovery codes, this once. */
export function RecoveryCodes({ codes, email, onClose }: RecoveryCodesProps) {
  const t = useTranslations("account.secondFactor");
  const close = useTranslations("account")("close");
  return (
    <Dialog open>
      <DialogContent
        title={t("codesTitle")}
        description={t("codesText")}
        closeLabel={close}
        dismissable={false}
      >
        <ul
          data-testid="recovery-codes"
          className="figure grid grid-cols-1 gap-x-6 gap-y-1 rounded-md border border-line-strong bg-sunken px-4 py-3 select-all sm:grid-cols-2"
        >
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <DialogActions>
          <CopyButton labelled text={codes.join("\n")} label={t("copyCodes")} copiedLabel={t("copied")} />
          <Button look="quiet" onClick={() => download([t("fileTitle", { email }), "", ...codes, ""])}>
            <Download aria-hidden />
            {t("download")}
          </Button>
          <Button look="primary" onClick={onClose}>
            {t("stored")}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}

function download(lines: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([lines.join("\n")], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "millrace-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(url);
}
