"use client";

import { Button, Card, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTrpc } from "../../trpc/client.tsx";
import { useFaultToast } from "../errors/use-fault-text.ts";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";
import type { SessionRow } from "./session-row.ts";

export function SessionsScreen({ sessions }: { sessions: SessionRow[] }) {
  const t = useTranslations("account.sessions");
  const format = useFormatter();
  const deviceText = ({ device }: SessionRow) => device || t("unknownDevice");
  const moment = (date: Date) => format.dateTime(date, { dateStyle: "medium", timeStyle: "short" });
  const columns: DataColumn<SessionRow>[] = [
    {
      id: "device",
      header: t("device"),
      cell: (row) => (
        <span className="flex flex-col gap-0.5 font-sans">
          <span className="flex flex-wrap items-center gap-x-2 font-medium">
            {deviceText(row)}
            {row.isThis && <Tag tone="water">{t("this")}</Tag>}
          </span>
          <span className="text-sm text-ink-2">{row.address ?? t("unknownAddress")}</span>
          <span className="text-sm text-ink-2 md:hidden">
            {t(`methods.${row.method}`)} · {t("lastSeen")} {moment(row.lastSeenAt)}
          </span>
        </span>
      ),
    },
    {
      id: "method",
      header: t("method"),
      wideOnly: true,
      cell: ({ method }) => t(`methods.${method}`),
    },
    { id: "since", header: t("since"), wideOnly: true, cell: ({ createdAt }) => moment(createdAt) },
    {
      id: "lastSeen",
      header: t("lastSeen"),
      wideOnly: true,
      sortBy: ({ lastSeenAt }) => lastSeenAt.getTime(),
      cell: ({ lastSeenAt }) => moment(lastSeenAt),
    },
    {
      id: "act",
      header: t("act"),
      align: "right",
      cell: (row) => !row.isThis && <EndSession id={row.id} device={deviceText(row)} />,
    },
  ];
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-x-4 gap-y-2">
        <p className="max-w-2xl text-ink-2">{t("text")}</p>
        {sessions.length > 1 && <EndOthers />}
      </div>
      <Card>
        <DataTable label={t("title")} columns={columns} rows={sessions} keyOf={({ id }) => id} />
      </Card>
    </>
  );
}

function EndSession({ id, device }: { id: string; device: string }) {
  const t = useTranslations("account.sessions");
  const router = useRouter();
  const showFault = useFaultToast();
  const end = useMutation(
    useTrpc().account.endSession.mutationOptions({
      onSuccess: () => {
        toast.success(t("ended"));
        router.refresh();
      },
      onError: showFault,
    }),
  );
  return (
    <Button
      size="small"
      className="font-sans"
      busy={end.isPending}
      onClick={() => end.mutate({ sessionId: id })}
      aria-label={t("endName", { device })}
    >
      {t("end")}
    </Button>
  );
}

function EndOthers() {
  const t = useTranslations("account.sessions");
  const router = useRouter();
  const showFault = useFaultToast();
  const end = useMutation(
    useTrpc().account.endOtherSessions.mutationOptions({
      onSuccess: () => {
        toast.success(t("endedOthers"));
        router.refresh();
      },
      onError: showFault,
    }),
  );
  return (
    <Button className="ml-auto" busy={end.isPending} onClick={() => end.mutate()}>
      {t("endOthers")}
    </Button>
  );
}
