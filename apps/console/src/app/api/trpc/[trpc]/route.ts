import { type ApiContext, appRouter, faultOf, isForgeable } from "@millrace/api";
import { faultStatus, newId } from "@millrace/kernel";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { environment } from "../../../../server/environment.ts";
import { getSession } from "../../../../server/session.ts";

export const dynamic = "force-dynamic";

const ENDPOINT = "/api/trpc";
/** Calls in one request, as the client sends them at most. */
const BATCH_CALLS_MAX = 20;

async function handle(req: Request): Promise<Response> {
  if (isForgeable(originOf(req))) {
    return Response.json({ error: "This request did not come from the console." }, { status: 403 });
  }
  const { database, clock, log } = environment();
  const requestId = newId();
  return fetchRequestHandler({
    endpoint: ENDPOINT,
    req,
    router: appRouter,
    maxBatchSize: BATCH_CALLS_MAX,
    createContext: async (): Promise<ApiContext> => ({
      database,
      clock,
      requestId,
      session: await getSession(),
    }),
    responseMeta: () => ({ headers: { "x-request-id": requestId, "cache-control": "no-store" } }),
    onError: ({ error, path }) => {
      const fault = faultOf(error);
      const level = faultStatus(fault.kind) >= 500 ? "error" : "info";
      log[level]({ requestId, procedure: path, error: fault }, "a call was answered with a fault");
    },
  });
}

function originOf(req: Request) {
  const { method, headers } = req;
  return {
    method,
    contentType: headers.get("content-type"),
    origin: headers.get("origin"),
    secFetchSite: headers.get("sec-fetch-site"),
    host: headers.get("host"),
  };
}

export { handle as GET, handle as POST };
