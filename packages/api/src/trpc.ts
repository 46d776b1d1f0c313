import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { ApiContext } from "./context.ts";
import { faultOf, toTrpcError } from "./error-map.ts";

const PING_EVERY_MS = 15_000;
/** A stream ends after this and is opened again by the client, with its session checked anew. */
const STREAM_MAX_MS = 60_000;
const RECONNECT_AFTER_SILENCE_MS = 40_000;

/** What a client may know of an error; `code` is stable, `message` is for people. */
export type PublicFault = { kind: string; code: string; param?: string; requestId?: string };

const trpc = initTRPC.context<ApiContext>().create({
  transformer: superjson,
  isDev: false,
  sse: {
    maxDurationMs: STREAM_MAX_MS,
    ping: { enabled: true, intervalMs: PING_EVERY_MS },
    client: { reconnectAfterInactivityMs: RECONNECT_AFTER_SILENCE_MS },
  },
  errorFormatter({ shape, error, ctx }) {
    const { kind, code, message, param } = faultOf(error);
    const fault: PublicFault = {
      kind,
      code,
      ...(param !== undefined && { param }),
      ...(ctx && { requestId: ctx.requestId }),
    };
    const { httpStatus, path, code: name } = shape.data;
    return { code: shape.code, message, data: { code: name, httpStatus, path, fault } };
  },
});

export const { router } = trpc;

/** A procedure for whoever is signed in; what they may do is for the verbs to decide. */
export const procedure = trpc.procedure
  .use(async ({ next }) => {
    const result = await next();
    if (!result.ok) throw toTrpcError(result.error);
    return result;
  })
  .use(({ ctx, next }) => {
    if (!ctx.session) throw signInFirst();
    const { database, clock, session } = ctx;
    const verbs: Context = { database, clock, actor: session.actor };
    return next({ ctx: { verbs } });
  });

function signInFirst(): Fault {
  return new Fault({ kind: "unauthenticated", code: "api.unauthenticated", message: "Sign in first." });
}
