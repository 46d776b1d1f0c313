import "server-only";
import { whileMember } from "@millrace/api";
import { type ExportFormat, exportEntries } from "@millrace/audit";
import { faultStatus, newId, toFault } from "@millrace/kernel";
import { requirePermission } from "@millrace/teams";
import { getTimeZone } from "next-intl/server";
import { auditFilterOf, parseAuditQuery } from "../features/audit/audit-query.ts";
import { environment } from "./environment.ts";
import { getSession, memberOf } from "./session.ts";

const TYPES: Record<ExportFormat, string> = { csv: "text/csv", jsonl: "application/jsonl" };
const DAY_LENGTH = 10;

/** A team's log as a file, as fast as it is taken; to whoever may not read it, as to whoever is in another team, it is not there. */
export async function answerAuditExport(
  req: Request,
  handle: string,
  format: ExportFormat,
): Promise<Response> {
  const { database, clock, log } = environment();
  if (!(await getSession())) return Response.json({ error: "Sign in first." }, { status: 401 });
  const member = await memberOf(handle);
  if (!member) return Response.json({ error: "There is nothing here." }, { status: 404 });
  const requestId = newId();
  try {
    const query = parseAuditQuery(Object.fromEntries(new URL(req.url).searchParams));
    const filter = auditFilterOf(query, await getTimeZone());
    const ctx = { database, clock, actor: member.actor, requirePermission };
    const file = await exportEntries(ctx, format, filter);
    const name = `audit-${member.team.handle}-${clock.now().toISOString().slice(0, DAY_LENGTH)}.${format}`;
    return new Response(streamOf(file).pipeThrough(whileMember({ database, clock }, member)), {
      headers: {
        "content-type": `${TYPES[format]}; charset=utf-8`,
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": requestId,
      },
    });
  } catch (error) {
    const fault = toFault(error);
    log.warn({ requestId, error: fault }, "the audit log could not be exported");
    const { code, message } = fault;
    return Response.json({ error: message, code, requestId }, { status: faultStatus(fault.kind) });
  }
}

/** Reads on only when the other side has taken what it got. */
function streamOf(file: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await file.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      cancel: async () => {
        await file.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
