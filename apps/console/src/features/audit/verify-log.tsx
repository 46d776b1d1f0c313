"use client";

import type { ChainReport } from "@millrace/audit";
import { Button, CopyButton, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

/** Has anybody changed the log past us? Checked entry by entry when somebody asks. */
export function VerifyLog() {
  const t = useTranslations("audit.verify");
  const showFault = useFaultToast();
  const verify = useMutation(useTrpc().audit.verify.mutationOptions({ onError: showFault }));
  return (
    <div className="flex flex-wrap items-start gap-3">
      <Button onClick={() => verify.mutate()} busy={verify.isPending}>
        <ShieldCheck aria-hidden />
        {verify.isPending ? t("busy") : t("act")}
      </Button>
      <div aria-live="polite" className="min-w-0 grow">
        {verify.data && <Verdict report={verify.data} />}
      </div>
    </div>
  );
}

function Verdict({ report: { entries, head, broken, provenTo } }: { report: ChainReport }) {
  const t = useTranslations("audit.verify");
  if (broken !== null) {
    const { kind, from, to } = broken;
    return (
      <Notice tone="bad">
        <p className="font-medium">{t(`broken.${kind}`, { from, to, count: to - from + 1 })}</p>
        <p>{t("proven", { count: provenTo })}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="water">
      <p className="font-medium">{t("whole", { count: entries })}</p>
      {head && (
        <>
          <p className="mt-1 flex flex-wrap items-center gap-x-2">
            {t("head", { sequence: head.sequence })}
            <code className="figure break-all">{head.hash}</code>
            <CopyButton text={head.hash} label={t("copyHash")} copiedLabel={t("copied")} />
          </p>
          <p className="mt-1">{t("keep", { sequence: head.sequence })}</p>
        </>
      )}
    </Notice>
  );
}
