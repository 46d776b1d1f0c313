"use client";

import { Button, FactList } from "@millrace/ui";
import { useFormatter, useTranslations } from "next-intl";
import { useMemo, useSyncExternalStore } from "react";
import { parseRecord, readRecord } from "./deletion-record.ts";

/** What was deleted, and the proof of it to take along. It stays in this tab alone. */
export function DeletionProof() {
  const t = useTranslations("privacy.deleted");
  const format = useFormatter();
  const text = useSyncExternalStore(neverChanges, readRecord, () => null);
  const record = useMemo(() => (text === null ? null : parseRecord(text)), [text]);
  if (record === null) {
    return (
      <>
        <p className="text-ink-2">{t("nothing")}</p>
        <Leave />
      </>
    );
  }
  const facts = [
    { label: t("team"), value: record.name },
    {
      label: t("at"),
      value: format.dateTime(new Date(record.at), { dateStyle: "medium", timeStyle: "medium" }),
    },
    { label: t("proof"), value: <code className="figure text-xs break-all">{record.proof}</code> },
  ];
  return (
    <>
      <FactList facts={facts} />
      <p className="text-ink-2">{t("text")}</p>
      <Button asChild look="primary" size="large">
        <a
          href={`data:application/json;charset=utf-8,${encodeURIComponent(record.certificate)}`}
          download={`${record.handle}-deleted.json`}
        >
          {t("download")}
        </a>
      </Button>
      <Leave />
    </>
  );
}

function Leave() {
  const t = useTranslations("privacy.deleted");
  return (
    <Button asChild size="large">
      <a href="/">{t("leave")}</a>
    </Button>
  );
}

const neverChanges = () => () => {};
