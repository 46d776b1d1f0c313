import type { Context } from "@millrace/db";
import { Fault } from "@millrace/kernel";
import { type Permission, requirePermission } from "@millrace/teams";
import { initTRPC } from "@trpc/server";
import superjson from "superjson";
import type { ApiContext } from "./context.ts";
import { faultOf, toTrpcError } from "./error-map.ts";

const PING_EVERY_MS = 15_000;
/** A stream ends after this and is opened again by the client, with its session checked anew. */
const STREAM_MAX_MS = 60_000;
const RECONNECT_AFTER_SILENCE_MS = 40_000;

/** What a client may know of an error; `code` is stable, `message` is for people. */
export type PublicFault = {
  kind: string;
  code: string;
  param?: string;
  /** When a retry can succeed. */
  retryAfterMs?: number;
  requestId?: string;
};

/** Who may call a procedure: declared by each, walked through by a test. */
export type Access =
  | { access: "public" | "person" | "operator" }
  | { access: "team"; permission: Permission };

const trpc = initTRPC
  .context<ApiContext>()
  .meta<Access>()
  .create({
    transformer: superjson,
    isDev: false,
    sse: {
      maxDurationMs: STREAM_MAX_MS,
      ping: { enabled: true, intervalMs: PING_EVERY_MS },
      client: { reconnectAfterInactivityMs: RECONNECT_AFTER_SILENCE_MS },
    },
    errorFormatter({ shape, error, ctx }) {
      const { kind, code, message, param, retryAfterMs } = faultOf(error);
      const fault: PublicFault = {
        kind,
        code,
        ...(param !== undefined && { param }),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
        ...(ctx && { requestId: ctx.requestId }),
      };
      const { httpStatus, path, code: name } = shape.data;
      return { code: shape.code, message, data: { code: name, httpStatus, path, fault } };
    },
  });

export const { router } = trpc;

/** Faults of every procedure leave through the one map. */
const base = trpc.procedure.use(async ({ next }) => {
  const result = await next();
  if (!result.ok) throw toTrpcError(result.error);
  return result;
});

/** For whoever asks, signed in or not: the ways in, and nothing else. */
export const publicProcedure = base.meta({ access: "public" });

/** For whoever is signed in, about themselves. */
export const personProcedure = base.meta({ access: "person" }).use(({ ctx, next }) => {
  if (!ctx.session) throw signInFirst();
  if (ctx.session.ssoTeamId !== null) throw confined();
  return next({ ctx: { session: ctx.session } });
});

/** For those who run the installation; to everybody else it does not exist. */
export const operatorProcedure = base.meta({ access: "operator" }).use(({ ctx, next }) => {
  if (!ctx.session) throw signInFirst();
  if (!ctx.session.isOperator) throw nothingHere();
  return next({ ctx: { session: ctx.session } });
});

/** For a member of the team in the call's address whose role holds the permission; the verb asks again. */
export function teamProcedure(permission: Permission) {
  return base.meta({ access: "team", permission }).use(({ ctx, next }) => {
    if (!ctx.session) throw signInFirst();
    if (!ctx.member) throw nothingHere();
    const { database, clock, member } = ctx;
    requirePermission(member.actor, permission);
    const verbs: Context = { database, clock, actor: member.actor };
    return next({ ctx: { member, verbs } });
  });
}

function signInFirst(): Fault {
  return new Fault({ kind: "unauthenticated", code: "api.unauthenticated", message: "Sign in first." });
}

/** A team's own provider vouches for somebody in that team, not for their account and their other teams. */
function confined(): Fault {
  return new Fault({
    kind: "forbidden",
    code: "people.confined_session",
    message:
      "You came in through your team's single sign-on. Sign in another way to change your own account.",
  });
}

function nothingHere(): Fault {
  return new Fault({ kind: "not_found", code: "api.not_found", message: "There is nothing here." });
}
