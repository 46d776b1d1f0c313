"use client";

import type { RecordedEntry } from "@millrace/audit";
import { Cell, HeaderCell, Row, Table, Tag } from "@millrace/ui";
import { ChevronRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Fragment, useState } from "react";
import { useRoleName } from "../roles/use-role-name.ts";
import { EntryDetails } from "./entry-details.tsx";
import { subjectName } from "./entry-diff.ts";
import { useTypeText, useVerbText } from "./use-verb-text.ts";

const COLUMNS = 5;
const ID_DIGITS = 8;
/** On a narrow screen, who and what it was done to stand under what was done. */
const WIDE_ONLY = "hidden md:table-cell";

/** Entries by day, newest first; each opens to what it changed. */
export function EntryTable({ entries }: { entries: readonly RecordedEntry[] }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const days = Map.groupBy(entries, ({ at }) => format.dateTime(at, { dateStyle: "full" }));
  return (
    <Table aria-label={t("title")}>
      <thead>
        <tr>
          <HeaderCell>{t("columns.when")}</HeaderCell>
          <HeaderCell className={WIDE_ONLY}>{t("columns.who")}</HeaderCell>
          <HeaderCell>{t("columns.what")}</HeaderCell>
          <HeaderCell className={WIDE_ONLY}>{t("columns.subject")}</HeaderCell>
          <HeaderCell>
            <span className="sr-only">{t("columns.details")}</span>
          </HeaderCell>
        </tr>
      </thead>
      {[...days].map(([day, ofDay]) => (
        <tbody key={day}>
          <tr className="border-b border-line bg-sunken">
            <th
              colSpan={COLUMNS}
              scope="rowgroup"
              className="px-4 py-1.5 text-left text-sm font-medium text-ink-2"
            >
              {day}
            </th>
          </tr>
          {ofDay.map((entry) => (
            <EntryRows key={entry.id} entry={entry} />
          ))}
        </tbody>
      ))}
    </Table>
  );
}

function EntryRows({ entry }: { entry: RecordedEntry }) {
  const t = useTranslations("audit");
  const format = useFormatter();
  const verbText = useVerbText();
  const [isOpen, setOpen] = useState(false);
  const { sequence } = entry;
  const detailsId = `entry-${entry.id}`;
  return (
    <Fragment>
      <Row>
        <Cell className="figure align-top whitespace-nowrap text-ink-2 md:align-middle">
          <time dateTime={entry.at.toISOString()}>{format.dateTime(entry.at, { timeStyle: "medium" })}</time>
        </Cell>
        <Cell className={WIDE_ONLY}>
          <Who entry={entry} />
        </Cell>
        <Cell className="min-w-40">
          <span className="font-medium">{verbText(entry.verb)}</span>
          <div className="mt-1 flex flex-col gap-2 md:hidden">
            <Subject entry={entry} />
            <Who entry={entry} />
          </div>
        </Cell>
        <Cell className={WIDE_ONLY}>
          <Subject entry={entry} />
        </Cell>
        <Cell className="w-10 text-right">
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? detailsId : undefined}
            aria-label={t(isOpen ? "details.close" : "details.open", { sequence })}
            onClick={() => setOpen(!isOpen)}
            className="inline-flex size-7 items-center justify-center rounded-md text-ink-3 hover:bg-sunken hover:text-ink aria-expanded:[&_svg]:rotate-90"
          >
            <ChevronRight aria-hidden className="size-4 transition-transform motion-reduce:transition-none" />
          </button>
        </Cell>
      </Row>
      {isOpen && (
        <tr id={detailsId} className="border-b border-line last:border-0">
          <td colSpan={COLUMNS} className="bg-sunken/60 px-4 py-3">
            <EntryDetails entry={entry} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

function Who({ entry }: { entry: RecordedEntry }) {
  const t = useTranslations("audit");
  const roleName = useRoleName();
  const { personId, actorLabel, actorRole, address } = entry;
  const isSystem = personId === null && actorLabel === "system";
  return (
    <div className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="wrap-anywhere">{isSystem ? t("system") : actorLabel}</span>
        {!isSystem && actorRole !== "" && <Tag>{roleName({ role: actorRole })}</Tag>}
      </span>
      {address && <span className="figure text-sm text-ink-3">{address}</span>}
    </div>
  );
}

function Subject({ entry }: { entry: RecordedEntry }) {
  const typeText = useTypeText();
  const name = subjectName(entry.before, entry.after);
  return (
    <div className="flex flex-col gap-0.5">
      <span className="max-w-72 wrap-anywhere">
        {name ?? <code className="figure">{entry.subjectId.slice(0, ID_DIGITS)}…</code>}
      </span>
      <span className="text-sm text-ink-3">{typeText(entry.subjectType)}</span>
    </div>
  );
}
