import { Fault, newId } from "@millrace/kernel";
import type { Log } from "@millrace/telemetry";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import {
  BODY_BYTES_MAX,
  CONNECTIONS_MAX,
  HEADER_BYTES_MAX,
  PATH_PARAMETER_CHARACTERS_MAX,
  PATIENCE,
  type Patience,
} from "./bounds.ts";
import { answerBrokenRequests, answerClientError } from "./broken-requests.ts";
import { callerOf } from "./caller.ts";
import { checkHeaders } from "./check-headers.ts";
import { closeWithin } from "./close-within.ts";
import { sendFault } from "./errors.ts";
import { faultOfFastify } from "./faults-of-fastify.ts";
import { ClientLeft } from "./leaving.ts";
import { parseJson } from "./parse-json.ts";

/** How often Node looks for connections that take too long. */
const CHECK_MS = 1_000;
/** As nginx logs it. */
const CLIENT_CLOSED_REQUEST = 499;

export type ServerParts = {
  log: Log;
  /** Counts a request that was refused, by the fault's code. */
  refused(code: string): void;
  /** Sees each body of JSON as it came, whether it is good or not. */
  arrived?(request: FastifyRequest, body: Uint8Array): void;
  patience?: Partial<Patience>;
};

/**
 * An HTTP server with our bounds, request ids and error shapes, and no routes yet. `close` answers what has arrived,
 * tells clients to connect elsewhere, and cuts off after `drainMs` what is not answered by then.
 */
export function createServer(parts: ServerParts): FastifyInstance {
  const patience = { ...PATIENCE, ...parts.patience };
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.keepAliveMs,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    routerOptions: { maxParamLength: PATH_PARAMETER_CHARACTERS_MAX },
    // A caller's id is a label, never a key: ours is always made here.
    genReqId: () => newId(),
    requestIdHeader: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      refuse(error, request, reply.header("x-request-id", request.id));
    },
    http: {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: patience.headersMs,
      connectionsCheckingInterval: Math.min(CHECK_MS, patience.requestMs),
      // Node's own refusal has no error body; `checkHeaders` has.
      requireHostHeader: false,
    },
  });

  function refuse(error: FastifyError | ClientLeft, request: FastifyRequest, reply: FastifyReply) {
    if (error instanceof ClientLeft) return reply.code(CLIENT_CLOSED_REQUEST).send();
    const fault = faultOfFastify(error);
    parts.refused(fault.code);
    if (fault.kind === "internal")
      parts.log.error(
        { error: fault, requestId: request.id, teamId: callerOf(request)?.teamId, path: request.url },
        "request failed",
      );
    return sendFault(reply, fault);
  }

  app.server.maxConnections = CONNECTIONS_MAX;
  answerBrokenRequests(app.server);
  readOnlyJson(app, parts.arrived);
  // Hooks that wait for nothing call back: a promise each would cost every request a turn.
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    checkHeaders(request.raw);
    done();
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    reply.raw.setTimeout(patience.unreadAnswerMs);
    done();
  });
  app.setErrorHandler(refuse);
  app.setNotFoundHandler(async () => {
    throw noSuchPath();
  });
  closeWithin(app, patience.drainMs);
  return app;
}

function readOnlyJson(app: FastifyInstance, arrived: ServerParts["arrived"]): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (request: FastifyRequest, bytes: Buffer) => {
      arrived?.(request, bytes);
      return parseJson(bytes);
    },
  );
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
type Endpoint = { method: "GET" | "POST"; url: string; onRequest?(request: FastifyRequest): Promise<void> };

/** A route for one method; the other methods of its path are answered 405 with `allow`. */
export function route(app: FastifyInstance, endpoint: Endpoint, handler: Handler): void {
  const { method, url } = endpoint;
  app.route({ ...endpoint, handler });
  const allowed = method === "GET" ? ["GET", "HEAD"] : [method];
  const refuseMethod = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header("allow", allowed.join(", "));
    throw methodNotAllowed(request.method, allowed);
  };
  app.route({
    method: app.supportedMethods.filter((other) => !allowed.includes(other)),
    url,
    onRequest: refuseMethod,
    handler: refuseMethod,
  });
}

function methodNotAllowed(method: string, allowed: readonly string[]): Fault {
  return new Fault({
    kind: "invalid",
    code: "http.method_not_allowed",
    message: `This path does not take ${method}; it takes ${allowed.join(", ")}.`,
  });
}

export function noSuchPath(): Fault {
  return new Fault({
    kind: "not_found",
    code: "http.no_such_path",
    message:
      "There is nothing at this path. The API has /v1/models, /v1/embeddings, /v1/key, /models/{deployment} and /v2.",
  });
}
