"use client";

import { Button, Notice, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { signIn } from "next-auth/react";
import { useFormatter, useTranslations } from "next-intl";
import { setOutToLink } from "../../server/ways-in/set-out-to-link.ts";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { AccountCard } from "./account-card.tsx";

export type IdentityLine = {
  provider: string;
  name: string;
  /** Null: not linked. */
  linked: { label: string; linkedAt: Date } | null;
};

export type IdentitiesCardProps = {
  lines: readonly IdentityLine[];
  notice: { tone: "water" | "bad"; text: string } | null;
};

/** Accounts elsewhere that sign one in here. */
export function IdentitiesCard({ lines, notice }: IdentitiesCardProps) {
  const t = useTranslations("account.identities");
  return (
    <AccountCard title={t("title")} text={lines.length === 0 ? t("none") : t("text")}>
      {notice && <Notice tone={notice.tone}>{notice.text}</Notice>}
      {lines.length > 0 && (
        <ul className="divide-y divide-line">
          {lines.map((line) => (
            <Identity key={line.provider} line={line} />
          ))}
        </ul>
      )}
    </AccountCard>
  );
}

function Identity({ line: { provider, name, linked } }: { line: IdentityLine }) {
  const t = useTranslations("account.identities");
  const format = useFormatter();
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2.5">
      <span className="w-32 font-medium">{name}</span>
      <span className="min-w-0 grow break-words text-ink-2">
        {linked
          ? `${linked.label} · ${t("linkedAt", { when: format.dateTime(linked.linkedAt, { dateStyle: "medium" }) })}`
          : t("notLinked")}
      </span>
      {linked ? <Unlink provider={provider} name={name} /> : <Link provider={provider} name={name} />}
    </li>
  );
}

type ActProps = { provider: string; name: string };

function Link({ provider, name }: ActProps) {
  const t = useTranslations("account.identities");
  const showFault = useFaultToast();
  // Proved before one leaves, since the way back has no place to ask.
  const confirm = useMutation(
    useTrpc().account.confirmProof.mutationOptions({
      onSuccess: async () => {
        await setOutToLink();
        await signIn(provider, { callbackUrl: "/account/security" });
      },
      onError: showFault,
    }),
  );
  return (
    <Button
      size="small"
      busy={confirm.isPending || confirm.isSuccess}
      onClick={() => confirm.mutate()}
      aria-label={t("linkName", { provider: name })}
    >
      {t("link")}
    </Button>
  );
}

function Unlink({ provider, name }: ActProps) {
  const t = useTranslations("account.identities");
  const router = useRouter();
  const showFault = useFaultToast();
  const unlink = useMutation(
    useTrpc().account.unlinkIdentity.mutationOptions({
      onSuccess: () => {
        toast.success(t("unlinked"));
        router.refresh();
      },
      onError: showFault,
    }),
  );
  return (
    <Button
      size="small"
      busy={unlink.isPending}
      onClick={() => unlink.mutate({ provider })}
      aria-label={t("unlinkName", { provider: name })}
    >
      {t("unlink")}
    </Button>
  );
}
