import { Fault, newId, toFault } from "@millrace/kernel";
import type { Log } from "@millrace/telemetry";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { familyOf, sendFault } from "./errors.ts";
import { parseJson } from "./parse-json.ts";

export const BODY_BYTES_MAX = 8 * 1024 * 1024;
const HEADER_BYTES_MAX = 16 * 1024;
const HEADERS_TIMEOUT_MS = 10_000;
/** A body that takes longer to arrive is given up. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Longer than the usual idle time of load balancers, so that they close first. */
const KEEP_ALIVE_MS = 75_000;
/** How often Node looks for connections that exceed the limits above. */
const CHECK_MS = 1_000;
const CONNECTIONS_MAX = 20_000;
const URL_PARAMETER_CHARACTERS_MAX = 200;
type RouteHandler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** An HTTP server with our bounds, request ids and error shapes, and no routes yet. */
export function createServer(log: Log): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    forceCloseConnections: "idle",
    routerOptions: { maxParamLength: URL_PARAMETER_CHARACTERS_MAX },
    // A caller's id is a label, never a key: ours is always made here.
    genReqId: () => newId(),
    requestIdHeader: false,
    http: {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: HEADERS_TIMEOUT_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
  });
  app.server.maxConnections = CONNECTIONS_MAX;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "application/json",
    { parseAs: "buffer" },
    async (_request: FastifyRequest, bytes: Buffer) => parseJson(bytes),
  );
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const fault = fromFastify(error);
    if (fault.kind === "internal")
      log.error({ error: fault, requestId: request.id, path: request.url }, "request failed");
    return sendFault(reply, fault, familyOf(request.url));
  });
  app.setNotFoundHandler((request, reply) => sendFault(reply, noSuchPath(), familyOf(request.url)));
  return app;
}

/** A route for one method; the other methods of its path are answered 405 with `allow`. */
export function route(
  app: FastifyInstance,
  method: "GET" | "POST",
  url: string,
  handler: RouteHandler,
): void {
  app.route({ method, url, handler });
  const allowed = method === "GET" ? ["GET", "HEAD"] : [method];
  app.route({
    method: METHODS.filter((other) => !allowed.includes(other)),
    url,
    handler: (request, reply) => {
      reply.header("allow", allowed.join(", "));
      return sendFault(reply, methodNotAllowed(request.method, allowed), familyOf(request.url));
    },
  });
}

function methodNotAllowed(method: string, allowed: readonly string[]): Fault {
  return new Fault({
    kind: "invalid",
    code: "http.method_not_allowed",
    message: `This path does not take ${method}; it takes ${allowed.join(", ")}.`,
  });
}

function noSuchPath(): Fault {
  return new Fault({
    kind: "not_found",
    code: "http.no_such_path",
    message:
      "There is nothing at this path. The API has /v1/models, /v1/embeddings and /models/{deployment}.",
  });
}

/** What Fastify itself refuses, in our words. */
function fromFastify(error: FastifyError): Fault {
  if (error instanceof Fault) return error;
  const invalid = (code: string, message: string) => new Fault({ kind: "invalid", code, message });
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return invalid(
        "http.body_too_large",
        `The body is larger than the limit of ${BODY_BYTES_MAX / 1024 / 1024} MiB. Send fewer inputs a request.`,
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return invalid(
        "http.unsupported_media_type",
        "Send the body as JSON, with the header `Content-Type: application/json`.",
      );
    case "FST_ERR_CTP_EMPTY_JSON_BODY":
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return invalid("http.bad_body", "The body is missing or shorter than its content-length says.");
    default:
      if (error.statusCode !== undefined && error.statusCode < 500)
        return invalid("http.bad_request", "The request is not valid HTTP for this path.");
      return toFault(error);
  }
}
