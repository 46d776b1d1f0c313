"use client";

import { Button, CopyButton, EmptyState } from "@millrace/ui";
import { ServerCrash } from "lucide-react";
import { useTranslations } from "next-intl";

export type FailureNoticeProps = { error: unknown; retry: () => void };

/** A page that failed: what happened, what was not lost, the id under which the log has it, and a way on. */
export function FailureNotice({ error, retry }: FailureNoticeProps) {
  const t = useTranslations("errors.failure");
  const id = digestOf(error);
  return (
    <div role="alert">
      <EmptyState
        icon={ServerCrash}
        title={t("title")}
        titleAs="h1"
        text={t("text")}
        action={
          <div className="flex flex-col items-center gap-3">
            <Button look="primary" onClick={retry}>
              {t("retry")}
            </Button>
            {id && (
              <p className="flex items-center gap-1 text-sm text-ink-2">
                {t("requestId")} <code className="figure">{id}</code>
                <CopyButton text={id} label={t("copyId")} copiedLabel={t("copied")} />
              </p>
            )}
          </div>
        }
      />
    </div>
  );
}

function digestOf(error: unknown): string | null {
  return error instanceof Error && "digest" in error && typeof error.digest === "string"
    ? error.digest
    : null;
}
