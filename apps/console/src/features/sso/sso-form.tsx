"use client";

import type { SsoConnection } from "@millrace/teams";
import { Button, Card, CardHeader, CopyButton, Notice, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState, useTransition } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { holdPage } from "../../trpc/leave-link.ts";
import { useFaultText } from "../errors/use-fault-text.ts";
import { DomainRecords } from "./domain-records.tsx";
import { RemoveSso } from "./remove-sso.tsx";
import { domainsIn, fromDraft, toDraft } from "./sso-draft.ts";
import { type RoleChoice, SsoFields } from "./sso-fields.tsx";

export type SsoFormProps = {
  /** Null: the team signs its people in in no way of its own. */
  connection: SsoConnection | null;
  /** What the provider has to be told. */
  callbackUrl: string;
  roles: readonly RoleChoice[];
};

/** Sets up single sign-on; says what the provider and each domain have to know. */
export function SsoForm({ connection, callbackUrl, roles }: SsoFormProps) {
  const t = useTranslations("sso.settings");
  const router = useRouter();
  const faultText = useFaultText();
  const [draft, setDraft] = useState(() => toDraft(connection));
  const [isRefreshing, startRefresh] = useTransition();
  const save = useMutation(
    useTrpc().sso.save.mutationOptions({
      onSuccess: (saved) => {
        toast.success(t("saved"));
        setDraft(toDraft(saved));
        startRefresh(() => router.refresh());
      },
    }),
  );
  // Whoever makes the provider the only way in is led there by this page, and back to it.
  const isBusy = save.isPending || isRefreshing;
  useEffect(() => (isBusy ? holdPage() : undefined), [isBusy]);

  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate(fromDraft(draft, connection));
  }

  const domains = domainsIn(draft.emailDomains);
  return (
    <Card>
      <CardHeader
        title={t("title")}
        aside={connection && <State isRequired={connection.requiredSince !== null} />}
      />
      <form onSubmit={submit} className="flex flex-col gap-4 px-4 pt-1 pb-4">
        <p className="text-ink-2">{t("text")}</p>
        <div className="flex flex-col gap-1">
          <span className="font-medium">{t("callback")}</span>
          <span className="flex items-center gap-1">
            <code className="figure min-w-0 break-all">{callbackUrl}</code>
            <CopyButton text={callbackUrl} label={t("copyCallback")} copiedLabel={t("copied")} />
          </span>
          <span className="text-sm text-ink-2">{t("callbackHint")}</span>
        </div>
        <SsoFields
          value={draft}
          onChange={setDraft}
          roles={roles}
          keepsSecret={connection?.hasClientSecret ?? false}
          disabled={save.isPending}
        />
        {draft.issuer !== "" && domains.length > 0 && (
          <DomainRecords issuer={draft.issuer} emailDomains={domains} />
        )}
        {save.error && <Notice tone="bad">{faultText(save.error)}</Notice>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={save.isPending}>
            {t("save")}
          </Button>
          {connection && <RemoveSso onDone={() => setDraft(toDraft(null))} />}
        </div>
      </form>
    </Card>
  );
}

function State({ isRequired }: { isRequired: boolean }) {
  const t = useTranslations("sso.settings");
  return <Tag tone={isRequired ? "good" : "water"}>{t(isRequired ? "isRequired" : "isOffered")}</Tag>;
}
