"use client";

import type { PaymentEvent } from "@millrace/payments";
import { Button, Tag, toast } from "@millrace/ui";
import { useMutation } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, type ReactNode } from "react";
import { useTrpc } from "../../../trpc/client.tsx";
import { useFaultToast } from "../../errors/use-fault-text.ts";
import { type DataColumn, DataTable } from "../../tables/data-table.tsx";

export type EventsTableProps = { label: string; events: PaymentEvent[] };

const TONES = { waiting: "water", done: "good", failed: "bad" } as const;

export function EventsTable({ label, events }: EventsTableProps) {
  const t = useTranslations("operator.payments");
  const moment = useMoment();
  const columns: DataColumn<PaymentEvent>[] = [
    {
      id: "type",
      header: t("columns.type"),
      cell: (event) => (
        <>
          <code className="figure block font-semibold">{breakable(event.type)}</code>
          <code className="figure block text-sm break-all text-ink-2">{event.objectId}</code>
          <div className="mt-1 md:hidden">
            <State event={event} />
          </div>
        </>
      ),
    },
    {
      id: "state",
      header: t("columns.state"),
      wideOnly: true,
      cell: (event) => <State event={event} />,
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

/** With why it did not go well so far, and when it is tried next. */
function State({ event: { state, attempts, lastError, nextAttemptAt } }: { event: PaymentEvent }) {
  const t = useTranslations("operator.payments");
  const moment = useMoment();
  return (
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
  );
}

function useMoment(): (at: Date) => string {
  const format = useFormatter();
  return (at) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
}

/** A name of parts that may go on in the next line between them, and nowhere else. */
function breakable(name: string): ReactNode {
  return name.split(/(?<=[._])/).map((part, index) => (
    <Fragment key={`${index}:${part}`}>
      {part}
      <wbr />
    </Fragment>
  ));
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
      className="font-sans"
      aria-label={t("replayOf", { type, object: objectId })}
      onClick={() => replay.mutate({ id })}
      busy={replay.isPending}
    >
      <RotateCw aria-hidden />
      {t("replay")}
    </Button>
  );
}
