import "server-only";
import { whileMember } from "@millrace/api";
import type { Context } from "@millrace/db";
import { faultStatus, newId, toFault } from "@millrace/kernel";
import { environment } from "./environment.ts";
import { getSession, memberOf } from "./session.ts";

export type ExportFormat = "csv" | "jsonl";

export type Export = {
  /** What the file is called, before the team and the day. */
  name: string;
  format: ExportFormat;
  /** The pieces of the file, made as they are taken. */
  read(ctx: Context, params: Record<string, string>): Promise<AsyncGenerator<string>>;
};

const TYPES: Record<ExportFormat, string> = { csv: "text/csv", jsonl: "application/jsonl" };
const DAY_LENGTH = 10;

/** Something of a team's as a file, as fast as it is taken; to whoever may not read it, as to whoever is in another team, it is not there. */
export async function answerExport(
  req: Request,
  handle: string,
  { name, format, read }: Export,
): Promise<Response> {
  const { database, clock, log } = environment();
  if (!(await getSession())) return Response.json({ error: "Sign in first." }, { status: 401 });
  const member = await memberOf(handle);
  if (!member) return Response.json({ error: "There is nothing here." }, { status: 404 });
  const requestId = newId();
  try {
    const params = Object.fromEntries(new URL(req.url).searchParams);
    const file = await read({ database, clock, actor: member.actor }, params);
    const day = clock.now().toISOString().slice(0, DAY_LENGTH);
    return new Response(streamOf(file).pipeThrough(whileMember({ database, clock }, member)), {
      headers: {
        "content-type": `${TYPES[format]}; charset=utf-8`,
        "content-disposition": `attachment; filename="${name}-${member.team.handle}-${day}.${format}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
        "x-request-id": requestId,
      },
    });
  } catch (error) {
    const fault = toFault(error);
    log.warn({ requestId, name, error: fault }, "a file could not be exported");
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
