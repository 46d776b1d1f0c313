"use client";

import type { BodyText } from "@millrace/privacy";
import { Button, Card, CardHeader, Notice } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatBytes } from "../../format/quantity.ts";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";

/** What was asked and answered, shown only when somebody asks for it: looking is written into the log. */
export function KeptBodyCard({ requestId, expiresAt }: { requestId: string; expiresAt: Date | null }) {
  const t = useTranslations("privacy.body");
  const format = useFormatter();
  const faultText = useFaultText();
  const read = useMutation(useTrpc().privacy.readBody.mutationOptions());
  const { data } = read;
  return (
    <Card>
      <CardHeader title={t("title")} />
      <div className="flex flex-col items-start gap-3 p-4 pt-1">
        {!data && <p className="text-ink-2">{t(expiresAt === null ? "none" : "text")}</p>}
        {expiresAt !== null && (
          <p className="text-ink-2">
            {t("until", { until: format.dateTime(expiresAt, { dateStyle: "medium" }) })}
          </p>
        )}
        {read.error && <Notice tone="warn">{faultText(read.error)}</Notice>}
        {!data && expiresAt !== null && (
          <Button onClick={() => read.mutate({ requestId })} busy={read.isPending}>
            {t("act")}
          </Button>
        )}
        {data && (
          <>
            <BodyPart title={t("request")} part={data.request} />
            <BodyPart title={t("answer")} part={data.answer} />
          </>
        )}
      </div>
    </Card>
  );
}

function BodyPart({ title, part }: { title: string; part: BodyText }) {
  const t = useTranslations("privacy.body");
  const locale = useLocale();
  const shown = new TextEncoder().encode(part.text).length;
  return (
    <section className="w-full">
      <h3 className="font-medium">{title}</h3>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="figure mt-1 max-h-80 overflow-auto rounded-md border border-line bg-sunken p-3 text-sm break-words whitespace-pre-wrap"
      >
        {part.text}
      </pre>
      {shown < part.bytes && (
        <p className="mt-1 text-sm text-ink-2">{t("cut", { size: formatBytes(part.bytes, locale) })}</p>
      )}
    </section>
  );
}
