import "server-only";
import { exportEntries } from "@millrace/audit";
import { requirePermission } from "@millrace/teams";
import { getTimeZone } from "next-intl/server";
import { auditFilterOf, parseAuditQuery } from "../features/audit/audit-query.ts";
import { answerExport, type ExportFormat } from "./answer-export.ts";

/** A team's log as a file. */
export function answerAuditExport(req: Request, handle: string, format: ExportFormat): Promise<Response> {
  return answerExport(req, handle, {
    name: "audit",
    format,
    read: async (ctx, params) => {
      const filter = auditFilterOf(parseAuditQuery(params), await getTimeZone());
      return exportEntries({ ...ctx, requirePermission }, format, filter);
    },
  });
}
