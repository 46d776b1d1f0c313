"use client";

import type { DomainCheck } from "@millrace/teams";
import { Button, CopyButton, Notice, Tag, type Tone } from "@millrace/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultText } from "../errors/use-fault-text.ts";

export type DomainRecordsProps = { issuer: string; emailDomains: string[] };

const TONES: Record<DomainCheck["state"], Tone> = { proven: "good", trusted: "good", unproven: "warn" };

/** What each domain must say in DNS, and whether it does; looked up when asked. */
export function DomainRecords({ issuer, emailDomains }: DomainRecordsProps) {
  const t = useTranslations("sso.domains");
  const faultText = useFaultText();
  const checks = useQuery({
    ...useTrpc().sso.domains.queryOptions({ issuer, emailDomains }),
    enabled: false,
    retry: false,
  });
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line p-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="min-w-0 grow basis-60 text-ink-2">{t("text")}</p>
        <Button size="small" onClick={() => checks.refetch()} busy={checks.isFetching}>
          {t("check")}
        </Button>
      </div>
      {checks.error && <Notice tone="bad">{faultText(checks.error)}</Notice>}
      {checks.data && (
        <ul className="flex flex-col gap-3">
          {checks.data.map((check) => (
            <DomainRecord key={check.domain} check={check} />
          ))}
        </ul>
      )}
    </div>
  );
}

function DomainRecord({ check }: { check: DomainCheck }) {
  const t = useTranslations("sso.domains");
  const { domain, name, value, state } = check;
  return (
    <li className="flex flex-col gap-1">
      <span className="flex flex-wrap items-center gap-2 font-medium">
        {domain} <Tag tone={TONES[state]}>{t(state)}</Tag>
      </span>
      {state !== "trusted" && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 text-sm">
          <dt className="text-ink-2">{t("name")}</dt>
          <Copied text={name} label={t("copyName", { domain })} copied={t("copied")} />
          <dt className="text-ink-2">{t("value")}</dt>
          <Copied text={value} label={t("copyValue", { domain })} copied={t("copied")} />
        </dl>
      )}
    </li>
  );
}

function Copied({ text, label, copied }: { text: string; label: string; copied: string }) {
  return (
    <dd className="flex min-w-0 items-center gap-1">
      <code className="figure min-w-0 break-all">{text}</code>
      <CopyButton text={text} label={label} copiedLabel={copied} />
    </dd>
  );
}
