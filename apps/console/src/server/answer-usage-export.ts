import "server-only";
import { exportRequests, exportUsage } from "@millrace/metering";
import { nameOfGroup } from "../features/usage/names.ts";
import { readNames } from "../features/usage/read-names.ts";
import { bucketOfQuery, filterOf, parseUsageQuery, periodOfQuery } from "../features/usage/usage-query.ts";
import { answerExport, type ExportFormat } from "./answer-export.ts";

/** What the usage page adds up, by its groups and over its time, all groups on their own. */
export function answerUsageExport(req: Request, handle: string, format: ExportFormat): Promise<Response> {
  return answerExport(req, handle, {
    name: "usage",
    format,
    read: async (ctx, params) => {
      const query = parseUsageQuery(params);
      const period = periodOfQuery(query, ctx.clock.now());
      const names = await readNames(ctx);
      const nameOf = (group: string) => nameOfGroup(names, query.group, group);
      return exportUsage(
        ctx,
        { format, nameOf },
        { ...filterOf(query, period), bucket: bucketOfQuery(query, period), groupBy: query.group },
      );
    },
  });
}

/** The requests behind the usage page. */
export function answerRequestsExport(req: Request, handle: string, format: ExportFormat): Promise<Response> {
  return answerExport(req, handle, {
    name: "requests",
    format,
    read: async (ctx, params) => {
      const query = parseUsageQuery(params);
      const names = await readNames(ctx);
      return exportRequests(
        ctx,
        {
          format,
          deploymentName: (id) => nameOfGroup(names, "deployment", id),
          keyName: (id) => nameOfGroup(names, "key", id),
        },
        filterOf(query, periodOfQuery(query, ctx.clock.now())),
      );
    },
  });
}
