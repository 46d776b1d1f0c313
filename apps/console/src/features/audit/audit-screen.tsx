import type { AuditPage, LogActor } from "@millrace/audit";
import { Button, Card, EmptyState, PageHeader } from "@millrace/ui";
import { ScrollText, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { ExportLinks } from "../exports/export-links.tsx";
import { TeamLink } from "../team-address/team-link.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { type AuditQuery, auditAddress, isNarrowed } from "./audit-query.ts";
import { EntryTable } from "./entry-table.tsx";
import { VerifyLog } from "./verify-log.tsx";

export type AuditScreenProps = {
  query: AuditQuery;
  page: AuditPage;
  actors: LogActor[];
  /** Of the team, for the files' addresses. */
  handle: string;
};

export function AuditScreen({ query, page, actors, handle }: AuditScreenProps) {
  const t = useTranslations("audit");
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          <ExportLinks
            label={t("export.label")}
            path={`/api/t/${handle}/audit`}
            search={auditAddress(query, {})}
            names={{ csv: t("export.csv"), jsonl: t("export.jsonl") }}
          />
        }
      />
      <div className="flex flex-col gap-4">
        <VerifyLog />
        <AuditFilters query={query} actors={actors} />
        <Card className="overflow-hidden">
          {page.entries.length > 0 ? (
            <EntryTable entries={page.entries} />
          ) : (
            <NoEntries isNarrowed={isNarrowed(query)} />
          )}
          <Paging query={query} next={page.next} />
        </Card>
      </div>
    </>
  );
}

function NoEntries({ isNarrowed }: { isNarrowed: boolean }) {
  const t = useTranslations("audit");
  if (!isNarrowed) return <EmptyState icon={ScrollText} title={t("empty.title")} text={t("empty.text")} />;
  return (
    <EmptyState
      icon={SearchX}
      title={t("nothingFound.title")}
      text={t("nothingFound.text")}
      action={
        <Button asChild>
          <TeamLink href="/audit">{t("filter.clear")}</TeamLink>
        </Button>
      }
    />
  );
}

function Paging({ query, next }: { query: AuditQuery; next: string | null }) {
  const t = useTranslations("audit.paging");
  if (!query.after && !next) return null;
  return (
    <nav aria-label={t("label")} className="flex justify-end gap-2 border-t border-line p-3">
      {query.after && (
        <Button asChild>
          <TeamLink href={{ query: auditAddress(query, {}) }} scroll={false}>
            {t("newest")}
          </TeamLink>
        </Button>
      )}
      {next && (
        <Button asChild>
          <TeamLink href={{ query: auditAddress(query, { after: next }) }} scroll={false}>
            {t("older")}
          </TeamLink>
        </Button>
      )}
    </nav>
  );
}
