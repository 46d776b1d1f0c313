"use client";

import type { EventList, EventState } from "@millrace/payments";
import { Card, CardHeader, EmptyState } from "@millrace/ui";
import { Radio } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { EventsTable } from "./events-table.tsx";

export type EventsScreenProps = { events: EventList };

/** What needs somebody comes first. */
const ORDER = ["failed", "waiting", "done"] as const satisfies readonly EventState[];

/** What the payment provider told, by what became of it. */
export function EventsScreen({ events }: EventsScreenProps) {
  const t = useTranslations("operator.payments");
  const format = useFormatter();
  const shown = ORDER.filter((state) => events[state].length > 0);
  if (shown.length === 0)
    return (
      <Card>
        <EmptyState icon={Radio} title={t("empty.title")} text={t("empty.text")} />
      </Card>
    );
  return (
    <div className="flex flex-col gap-5">
      {shown.map((state) => (
        <Card key={state}>
          <CardHeader
            title={t(`states.${state}`)}
            aside={<span className="figure text-sm text-ink-2">{format.number(events.counts[state])}</span>}
          />
          <EventsTable label={t(`states.${state}`)} events={events[state]} />
        </Card>
      ))}
    </div>
  );
}
