import "server-only";
import { type ApiContext, appRouter, faultOf } from "@millrace/api";
import { faultStatus, newId } from "@millrace/kernel";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { environment } from "./environment.ts";
import { isForged } from "./is-forged.ts";
import { originOf } from "./origin.ts";
import { refuseLargeBody } from "./refuse-large-body.ts";
import { getSession } from "./session.ts";

/** Calls in one request, as the client sends them at most. */
const BATCH_CALLS_MAX = 20;

/** Answers tRPC calls at `endpoint`; `member` looks up who acts, in the team that the endpoint names. */
export async function answerTrpc(
  req: Request,
  endpoint: string,
  member: () => Promise<ApiContext["member"]>,
): Promise<Response> {
  if (isForged(req)) {
    return Response.json({ error: "This request did not come from the console." }, { status: 403 });
  }
  const refusal = refuseLargeBody(req);
  if (refusal) return refusal;
  const { database, clock, secrets, outgoing, provider, config, log } = environment();
  const requestId = newId();
  return fetchRequestHandler({
    endpoint,
    req,
    router: appRouter,
    maxBatchSize: BATCH_CALLS_MAX,
    createContext: async (): Promise<ApiContext> => ({
      database,
      clock,
      secrets,
      consoleUrl: config.consoleUrl,
      sendsMail: config.sendsMail,
      sso: { outgoing, trustedDomains: config.ssoDomains },
      requestId,
      provider,
      session: await getSession(),
      member: await member(),
      origin: originOf(req.headers),
    }),
    responseMeta: () => ({ headers: { "x-request-id": requestId, "cache-control": "no-store" } }),
    onError: ({ error, path }) => {
      const fault = faultOf(error);
      const level = faultStatus(fault.kind) >= 500 ? "error" : "info";
      log[level]({ requestId, procedure: path, error: fault }, "a call was answered with a fault");
    },
  });
}
