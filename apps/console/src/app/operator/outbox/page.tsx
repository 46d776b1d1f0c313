import { isUuid } from "@millrace/kernel";
import { listOutbox } from "@millrace/mail";
import { Button, Card, EmptyState, Notice, PageHeader } from "@millrace/ui";
import { Mails } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { OutboxTable } from "../../../features/operator/outbox-table.tsx";
import { environment } from "../../../server/environment.ts";
import { requireOperator } from "../../../server/require-operator.ts";
import type { PageProps } from "../../page-props.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("places"))("outbox") };
}

export default async function OutboxPage({ searchParams }: PageProps) {
  const [, t, query] = await Promise.all([
    requireOperator(),
    getTranslations("operator.outbox"),
    searchParams,
  ]);
  const { database, clock, secrets, config } = environment();
  const { consoleUrl, sendsMail } = config;
  const after = typeof query.after === "string" && isUuid(query.after) ? query.after : null;
  const { mails, next } = await listOutbox({ database, clock, secrets, consoleUrl, sendsMail }, { after });
  return (
    <>
      <PageHeader title={t("title")} subtitle={t("subtitle")} />
      {!sendsMail && (
        <Notice tone="warn" className="mb-4">
          {t("notSent")}
        </Notice>
      )}
      <Card>
        {mails.length === 0 ? (
          <EmptyState icon={Mails} title={t("empty.title")} text={t("empty.text")} />
        ) : (
          <OutboxTable mails={mails} sendsMail={sendsMail} />
        )}
      </Card>
      <div className="mt-4 flex justify-end gap-2">
        {after !== null && (
          <Button asChild>
            <Link href="/operator/outbox">{t("newest")}</Link>
          </Button>
        )}
        {next !== null && (
          <Button asChild>
            <Link href={`/operator/outbox?after=${next}`}>{t("older")}</Link>
          </Button>
        )}
      </div>
    </>
  );
}
