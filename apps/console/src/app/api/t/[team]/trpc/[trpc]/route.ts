import { answerTrpc } from "../../../../../../server/answer-trpc.ts";
import { memberOf } from "../../../../../../server/session.ts";

export const dynamic = "force-dynamic";

type RouteContext = { params: Promise<{ team: string }> };

/** Calls of a member in the team that the address names. */
async function handle(req: Request, { params }: RouteContext): Promise<Response> {
  const { team } = await params;
  return answerTrpc(req, `/api/t/${team}/trpc`, () => memberOf(team));
}

export { handle as GET, handle as POST };
