"use client";

import type { PaymentEvent } from "@millrace/payments";
import { Button, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import { type DataColumn, DataTable } from "../../tables/data-table.tsx";

export type EventsTableProps = { label: string; events: PaymentEvent[] };

const TONES = { waiting: "water", done: "good", failed: "bad" } as const;

export function EventsTable({ label, events }: EventsTableProps) {
  const t = useTranslations("operator.payments");
  const format = useFormatter();
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  const columns: DataColumn<PaymentEvent>[] = [
    {
      id: "type",
      header: t("columns.type"),
      cell: ({ type, objectId }) => (
        <>
          <code className="figure block font-semibold break-all">{type}</code>
          <code className="figure block text-sm break-all text-ink-2">{objectId}</code>
        </>
      ),
    },
    {
      id: "state",
      header: t("columns.state"),
      cell: ({ state, attempts, lastError, nextAttemptAt }) => (
        <>
          <Tag tone={TONES[state]}>{t(`tags.${state}`)}</Tag>
          {lastError !== null && (
            <span className="block text-sm break-words text-ink-2">
              {t("attempts", { count: attempts })} · {lastError}
            </span>
          )}
          {state === "waiting" && lastError !== null && (
            <span className="block text-sm text-ink-2">{t("next", { at: moment(nextAttemptAt) })}</span>
          )}
        </>
      ),
    },
    {
      id: "at",
      header: t("columns.at"),
      wideOnly: true,
      cell: ({ happenedAt }) => moment(happenedAt),
    },
    {
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: (event) => event.state !== "done" && <Replay event={event} />,
    },
  ];
  return <DataTable label={label} columns={columns} rows={events} keyOf={({ id }) => id} />;
}

function Replay({ event: { id, type, objectId } }: { event: PaymentEvent }) {
  const t = useTranslations("operator.payments");
  const router = useRouter();
  const showFault = useFaultToast();
  const replay = useMutation(
    useTrpc().operator.replayEvent.mutationOptions({
      onError: showFault,
      onSuccess: () => {
        toast.success(t("replayed"));
        router.refresh();
      },
    }),
  );
  return (
    <Button
      size="small"
      aria-label={t("replayOf", { type, object: objectId })}
      onClick={() => replay.mutate({ id })}
      busy={replay.isPending}
    >
      <RotateCw aria-hidden />
      {t("replay")}
    </Button>
  );
}
