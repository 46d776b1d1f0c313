import { faultOf, whileMember } from "@millrace/api";
import { faultStatus } from "@millrace/kernel";
import { openExport, teamFilesIn } from "@millrace/privacy";
import { environment } from "../../../../../../server/environment.ts";
import { memberOf } from "../../../../../../server/session.ts";

export const dynamic = "force-dynamic";

type RouteContext = { params: Promise<{ team: string; id: string }> };

/** An export of the team as a file, for whoever may take all of it along; everybody else finds nothing. */
export async function GET(_req: Request, { params }: RouteContext): Promise<Response> {
  const { team, id } = await params;
  const member = await memberOf(team);
  if (!member) return answer(404, "There is nothing here.");
  const { database, clock, config } = environment();
  try {
    const ctx = { database, clock, actor: member.actor };
    const { file, fileName, sizeBytes } = await openExport(ctx, { id }, teamFilesIn(config.home));
    const bytes = file.readableWebStream({ autoClose: true }) as ReadableStream<Uint8Array>;
    return new Response(bytes.pipeThrough(whileMember({ database, clock }, member)), {
      headers: {
        "content-type": "application/gzip",
        "content-length": String(sizeBytes),
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    const fault = faultOf(error);
    return answer(faultStatus(fault.kind), fault.message);
  }
}

function answer(status: number, error: string): Response {
  return Response.json({ error }, { status, headers: { "cache-control": "no-store" } });
}
