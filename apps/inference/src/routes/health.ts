import { Fault } from "@millrace/kernel";
import type { Metrics } from "@millrace/telemetry";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { route } from "../http/server.ts";

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
  route(app, "GET", "/healthz", async () => ({ status: "ok" }));

  route(app, "GET", "/readyz", async (_request, reply) => {
    const state = readiness();
    return reply.code(state.ready ? 200 : 503).send(state);
  });

  route(app, "GET", "/metrics", async (request, reply) => {
    assertLoopback(request);
    return text(reply, metrics.render());
  });
}

const LOOPBACK = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/;

function assertLoopback(request: FastifyRequest): void {
  if (LOOPBACK.test(request.socket.remoteAddress ?? "")) return;
  throw new Fault({
    kind: "not_found",
    code: "http.no_such_path",
    message: "There is nothing at this path.",
  });
}

function text(reply: FastifyReply, content: string): FastifyReply {
  return reply.header("content-type", "text/plain; version=0.0.4").send(content);
}
