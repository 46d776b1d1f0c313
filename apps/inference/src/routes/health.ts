import type { Metrics } from "@millrace/telemetry";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { noSuchPath, route } from "../http/server.ts";

export type Readiness = {
  ready: boolean;
  /** True while shutting down: in-flight requests finish, new ones should go elsewhere. */
  draining: boolean;
  /** What confines model code here. */
  isolation: string;
  /** Whether usage can be made durable. */
  spool: string;
  /** Records that wait for the database. */
  spooledRecords: number;
};

/** `/healthz` (the process lives), `/readyz` (it can answer), `/metrics` (for this machine only: it names deployments). */
export function healthRoutes(app: FastifyInstance, readiness: () => Readiness, metrics: Metrics): void {
  route(app, { method: "GET", url: "/healthz" }, async () => ({ status: "ok" }));

  route(app, { method: "GET", url: "/readyz" }, async (_request, reply) => {
    const state = readiness();
    return reply.code(state.ready ? 200 : 503).send(state);
  });

  route(app, { method: "GET", url: "/metrics" }, async (request, reply) => {
    assertLoopback(request);
    return text(reply, metrics.render());
  });
}

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

function assertLoopback(request: FastifyRequest): void {
  if (LOOPBACK.test(request.socket.remoteAddress ?? "")) return;
  throw noSuchPath();
}

function text(reply: FastifyReply, content: string): FastifyReply {
  return reply.header("content-type", "text/plain; version=0.0.4").send(content);
}
