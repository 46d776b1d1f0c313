"use client";

import type { TeamExport } from "@millrace/privacy";
import { Button, Card, CardHeader, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { useEffect } from "react";
import { formatBytes } from "../../format/quantity.ts";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";

const LOOK_EVERY_MS = 5_000;

/** All of the team's data as a file: made in the background, there for a week. */
export function ExportsCard({ exports, handle }: { exports: readonly TeamExport[]; handle: string }) {
  const t = useTranslations("privacy.exports");
  const router = useRouter();
  const showFault = useFaultToast();
  const isPending = exports.some(({ state }) => state === "pending");
  const request = useMutation(
    useTrpc().privacy.requestExport.mutationOptions({
      onSuccess: () => {
        toast.success(t("requested"));
      },
      onError: showFault,
      onSettled: () => router.refresh(),
    }),
  );
  useEffect(() => {
    if (!isPending) return;
    const timer = setInterval(() => router.refresh(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isPending, router]);
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex max-w-lg flex-col items-start gap-4 p-4 pt-1">
        <p className="text-ink-2">{t("text")}</p>
        {exports.length > 0 && (
          <ul className="w-full divide-y divide-line">
            {exports.map((one) => (
              <ExportLine key={one.id} one={one} handle={handle} />
            ))}
          </ul>
        )}
        <Button onClick={() => request.mutate()} busy={request.isPending} disabled={isPending}>
          {t("act")}
        </Button>
      </div>
    </Card>
  );
}

function ExportLine({ one, handle }: { one: TeamExport; handle: string }) {
  const t = useTranslations("privacy.exports");
  const format = useFormatter();
  const locale = useLocale();
  const at = format.dateTime(one.requestedAt, { dateStyle: "medium", timeStyle: "short" });
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2.5">
      <span className="grow">{at}</span>
      {one.state === "ready" ? (
        <a
          href={`/api/t/${handle}/exports/${one.id}`}
          download
          className="rounded-sm font-medium text-water-ink hover:underline"
        >
          {t("download", { size: formatBytes(one.sizeBytes, locale) })}
        </a>
      ) : (
        <Tag tone={one.state === "pending" ? "water" : "bad"}>
          {one.state === "pending" ? t("pending") : t(`failed.${one.reason}`)}
        </Tag>
      )}
      {one.state === "ready" && (
        <code className="figure w-full text-xs break-all text-ink-3">sha256 {one.digest}</code>
      )}
    </li>
  );
}
