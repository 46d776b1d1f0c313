import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { clientAddress } from "@millrace/kernel";

/** Headers have to be there within this, a whole request within the next: a slow sender holds nothing for long. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const CONNECTIONS_MAX = 2_000;
const REQUESTS_PER_CONNECTION_MAX = 1_000;
/** Told by proxies, and by anybody else who likes to. */
const FORWARDED = ["forwarded", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip"];

/** For a year, browsers come over TLS only. */
const STAY_SECURE = `max-age=${365 * 24 * 3600}; includeSubDomains`;

export type GuardOptions = {
  /** How many proxies stand before us. */
  trustedProxies: number;
  /** People reach us over TLS, which a proxy ends. */
  isSecure: boolean;
};

/**
 * Bounds every HTTP server of this process, and leaves in `x-forwarded-for` the client's address and nothing else, so
 * that what runs behind it may trust the header. Next makes its server itself; Node tells of each listener and request.
 */
export function guardListeners({ trustedProxies, isSecure }: GuardOptions): void {
  subscribe("tracing:net.server.listen:asyncStart", (message) => bound(serverOf(message)));
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    keepWhatIsKnown(request, trustedProxies);
    if (isSecure) response.setHeader("strict-transport-security", STAY_SECURE);
  });
}

function serverOf(message: unknown): Partial<Server> {
  return (message as { server: Partial<Server> }).server;
}

function bound(server: Partial<Server>): void {
  // Any server of this process is told of, also one that does not speak HTTP.
  if (server.headersTimeout === undefined) return;
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.maxConnections = CONNECTIONS_MAX;
  server.maxRequestsPerSocket = REQUESTS_PER_CONNECTION_MAX;
}

function keepWhatIsKnown(request: IncomingMessage, trustedProxies: number): void {
  const { headers, socket } = request;
  const forwardedFor = headers["x-forwarded-for"];
  const address = clientAddress({
    socketAddress: socket.remoteAddress,
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    trustedProxies,
  });
  headers["x-forwarded-for"] = address ?? "unknown";
  if (trustedProxies === 0) for (const name of FORWARDED) delete headers[name];
}
