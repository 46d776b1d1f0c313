"use client";

import type { OutboxMail } from "@millrace/mail";
import { CopyButton, Tag, type Tone } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { type DataColumn, DataTable } from "../tables/data-table.tsx";

export type OutboxTableProps = { mails: OutboxMail[]; sendsMail: boolean };

const TONES = { waiting: "water", held: "warn", sent: "good", given_up: "bad", expired: "neutral" } as const;
type ShownState = keyof typeof TONES;

export function OutboxTable({ mails, sendsMail }: OutboxTableProps) {
  const t = useTranslations("operator.outbox");
  const format = useFormatter();
  // What waits where nothing is sent waits for ever.
  const stateOf = ({ state }: OutboxMail): ShownState => (state === "waiting" && !sendsMail ? "held" : state);
  const toneOf = (mail: OutboxMail): Tone => TONES[stateOf(mail)];
  const columns: DataColumn<OutboxMail>[] = [
    {
      id: "recipient",
      header: t("columns.recipient"),
      cell: ({ recipient, template }) => (
        <>
          <span className="font-semibold break-all">{recipient}</span>
          <span className="block text-sm text-ink-2 md:hidden">{t(`templates.${template}`)}</span>
        </>
      ),
    },
    {
      id: "subject",
      header: t("columns.subject"),
      wideOnly: true,
      cell: ({ template, preview }) => (
        <>
          <span className="block">{t(`templates.${template}`)}</span>
          {preview && <span className="block text-sm break-words text-ink-2">{preview.subject}</span>}
        </>
      ),
    },
    {
      id: "state",
      header: t("columns.state"),
      cell: (mail) => (
        <>
          <Tag tone={toneOf(mail)}>{t(`states.${stateOf(mail)}`)}</Tag>
          {mail.attempts > 0 && mail.state !== "sent" && (
            <span className="block text-sm break-words text-ink-2">
              {t("attempts", { count: mail.attempts })}
              {mail.lastError && ` · ${mail.lastError}`}
            </span>
          )}
        </>
      ),
    },
    {
      id: "at",
      header: t("columns.at"),
      wideOnly: true,
      cell: ({ createdAt }) => format.dateTime(createdAt, { dateStyle: "medium", timeStyle: "short" }),
    },
  ];
  if (!sendsMail) {
    columns.push({
      id: "act",
      header: t("columns.act"),
      align: "right",
      cell: ({ preview, recipient }) =>
        preview?.link && (
          <CopyButton
            text={preview.link}
            label={t("copyFor", { who: recipient })}
            copiedLabel={t("copied")}
          />
        ),
    });
  }
  return <DataTable label={t("title")} columns={columns} rows={mails} keyOf={({ id }) => id} />;
}
