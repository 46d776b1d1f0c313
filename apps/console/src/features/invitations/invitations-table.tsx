"use client";

import type { Invitation } from "@millrace/teams";
import { Button, Tag, type Tone, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { useRoleName } from "../roles/use-role-name.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import { type Made, MadeDialog } from "./made-dialog.tsx";

export type InvitationsTableProps = {
  invitations: Invitation[];
  canWrite: boolean;
  consoleUrl: string;
  sendsMail: boolean;
};

const TONES: Record<Invitation["state"], Tone> = {
  pending: "water",
  expired: "warn",
  accepted: "good",
  revoked: "neutral",
};

export function InvitationsTable(props: InvitationsTableProps) {
  const { invitations, canWrite, consoleUrl, sendsMail } = props;
  const t = useTranslations("invitations");
  const roleName = useRoleName();
  const [made, setMade] = useState<Made | null>(null);
  const who = ({ email }: Invitation) => email ?? t("byLink");
  const columns: DataColumn<Invitation>[] = [
    {
      id: "who",
      header: t("columns.who"),
      sortBy: who,
      cell: (invitation) => (
        <>
          <span className="block font-semibold break-all">{who(invitation)}</span>
          {invitation.acceptedEmail !== null && invitation.acceptedEmail !== invitation.email && (
            <span className="block text-sm break-all text-warn-ink">
              {t("acceptedAs", { email: invitation.acceptedEmail })}
            </span>
          )}
        </>
      ),
    },
    { id: "role", header: t("columns.role"), wideOnly: true, sortBy: roleName, cell: roleName },
    {
      id: "state",
      header: t("columns.state"),
      sortBy: ({ state }) => t(`states.${state}`),
      cell: ({ state }) => <Tag tone={TONES[state]}>{t(`states.${state}`)}</Tag>,
    },
    {
      id: "invitedBy",
      header: t("columns.invitedBy"),
      wideOnly: true,
      sortBy: ({ invitedBy }) => invitedBy?.label ?? "",
      cell: ({ invitedBy }) => invitedBy?.label ?? t("bySystem"),
    },
    {
      id: "sentAt",
      header: t("columns.sentAt"),
      wideOnly: true,
      sortBy: ({ sentAt }) => sentAt.getTime(),
      cell: ({ sentAt }) => <Day date={sentAt} />,
    },
    {
      id: "until",
      header: t("columns.until"),
      wideOnly: true,
      sortBy: ({ expiresAt }) => expiresAt.getTime(),
      cell: ({ expiresAt }) => <Day date={expiresAt} />,
    },
  ];
  if (canWrite) {
    columns.push({
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (invitation) => (
        <InvitationActs invitation={invitation} who={who(invitation)} onResent={setMade} />
      ),
    });
  }
  return (
    <>
      <DataTable label={t("table")} columns={columns} rows={invitations} keyOf={({ id }) => id} />
      {made && (
        <MadeDialog made={made} consoleUrl={consoleUrl} sendsMail={sendsMail} onClose={() => setMade(null)} />
      )}
    </>
  );
}

function Day({ date }: { date: Date }) {
  const format = useFormatter();
  return <span className="whitespace-nowrap">{format.dateTime(date, { dateStyle: "medium" })}</span>;
}

type InvitationActsProps = { invitation: Invitation; who: string; onResent: (made: Made) => void };

/** What is open can be revoked; that and what has expired can get a new link. */
function InvitationActs({ invitation: { id, state }, who, onResent }: InvitationActsProps) {
  const t = useTranslations("invitations");
  const router = useRouter();
  const showFault = useFaultToast();
  const trpc = useTrpc();
  const shared = { onError: showFault, onSettled: () => router.refresh() };
  const resend = useMutation(
    trpc.invitations.resend.mutationOptions({
      ...shared,
      onSuccess: (made) => {
        toast.success(t("resend.done"));
        onResent(made);
      },
    }),
  );
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      ...shared,
      onSuccess: () => {
        toast.success(t("revoke.done", { who }));
      },
    }),
  );
  if (state === "accepted" || state === "revoked") return null;
  return (
    <span className="flex flex-col items-end gap-1.5 font-sans md:flex-row md:justify-end">
      <Button
        size="small"
        busy={resend.isPending}
        onClick={() => resend.mutate({ id })}
        aria-label={t("resend.openFor", { who })}
      >
        {t("resend.open")}
      </Button>
      {state === "pending" && (
        <Button
          size="small"
          busy={revoke.isPending}
          onClick={() => revoke.mutate({ id })}
          aria-label={t("revoke.openFor", { who })}
        >
          {t("revoke.open")}
        </Button>
      )}
    </span>
  );
}
