import { listActors, listEntries } from "@millrace/audit";
import { requirePermission } from "@millrace/teams";
import type { Metadata } from "next";
import { getTimeZone, getTranslations } from "next-intl/server";
import { auditFilterOf, parseAuditQuery } from "../../../../features/audit/audit-query.ts";
import { AuditScreen } from "../../../../features/audit/audit-screen.tsx";
import { requireContext, requireMember } from "../../../../server/session.ts";
import type { PageProps } from "../../../page-props.ts";

const ENTRIES_SHOWN = 50;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("audit"))("title") };
}

export default async function AuditLogPage({ searchParams }: PageProps) {
  const [ctx, { team }, params, timeZone] = await Promise.all([
    requireContext("audit.read"),
    requireMember(),
    searchParams,
    getTimeZone(),
  ]);
  const reader = { ...ctx, requirePermission };
  const query = parseAuditQuery(params);
  const [page, actors] = await Promise.all([
    listEntries(reader, auditFilterOf(query, timeZone), { after: query.after, limit: ENTRIES_SHOWN }),
    listActors(reader),
  ]);
  return <AuditScreen query={query} page={page} actors={actors} handle={team.handle} />;
}
