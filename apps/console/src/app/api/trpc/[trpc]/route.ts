import { answerTrpc } from "../../../../server/answer-trpc.ts";

export const dynamic = "force-dynamic";

/** Calls of a person about themselves, in no team. */
async function handle(req: Request): Promise<Response> {
  return answerTrpc(req, "/api/trpc", async () => null);
}

export { handle as GET, handle as POST };
