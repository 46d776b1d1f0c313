import { toFault } from "@millrace/kernel";
import { BODY_BYTES_MAX, type Body, firstBytes } from "@millrace/privacy";
import type { Log, Metrics } from "@millrace/telemetry";
import type { FastifyRequest } from "fastify";
import type { Assignments } from "../assignments.ts";
import { callerOf } from "../http/caller.ts";
import type { Admission } from "../service.ts";
import { BodyQueue } from "./body-queue.ts";

/** Whose request was answered, by what. */
type Answered = Pick<Admission, "id" | "at" | "teamId" | "deployment">;

export type BodyKeeper = {
  /** Holds on to the beginning of a request's body, where its team keeps bodies. */
  arrived(request: FastifyRequest, body: Uint8Array): void;
  /** What was asked and answered waits to be kept, where the team keeps bodies; `write` is asked for the answer only there. */
  answered(admission: Answered, request: FastifyRequest, write: () => string): void;
  /** Brings what waits into the database. Throws when that is away; then it waits on, and what comes beyond the bound is dropped. */
  flush(): Promise<void>;
};

type Parts = {
  assignments: Pick<Assignments, "keepsBodies">;
  /** Keeps bodies of one team; returns how many. */
  keep(teamId: string, bodies: readonly Body[]): Promise<number>;
  metrics: Metrics;
  log: Log;
  queue?: BodyQueue;
};

/**
 * Keeps bodies beside the requests: in memory first, in bulk in the database a moment later. No request waits for this
 * or fails by it, so what cannot be kept is dropped and counted.
 */
export function createBodyKeeper({
  assignments,
  keep,
  metrics,
  log,
  queue = new BodyQueue(),
}: Parts): BodyKeeper {
  const kept = metrics.counter("millrace_bodies_kept_total", "Bodies of requests that were kept.");
  const dropped = metrics.counter(
    "millrace_bodies_dropped_total",
    "Bodies of requests that were to be kept and are not, by reason: full, failed, or off in the meantime.",
  );
  const asked = new WeakMap<FastifyRequest, Body["request"]>();
  /** Teams of which something was dropped since their last body found room. */
  const dropping = new Set<string>();

  function add(teamId: string, body: Body): void {
    if (queue.add(teamId, body)) {
      dropping.delete(teamId);
      return;
    }
    dropped.add({ team: teamId, reason: "full" });
    if (dropping.has(teamId)) return;
    dropping.add(teamId);
    log.warn({ teamId }, "Bodies of requests are dropped: more come than can be kept");
  }

  async function keepNext(teamId: string): Promise<void> {
    const batch = queue.peek(teamId);
    const count = await keep(teamId, batch).catch((error: unknown) => {
      const fault = toFault(error);
      if (fault.kind === "unavailable") throw fault;
      log.error({ teamId, bodies: batch.length, error: fault }, "Bodies of requests cannot be kept");
      dropped.add({ team: teamId, reason: "failed" }, batch.length);
      return null;
    });
    queue.remove(teamId, batch.length);
    if (count === null) return;
    kept.add({ team: teamId }, count);
    if (count < batch.length) dropped.add({ team: teamId, reason: "off" }, batch.length - count);
  }

  return {
    arrived: (request, body) => {
      const teamId = callerOf(request)?.teamId;
      if (teamId === undefined || !assignments.keepsBodies(teamId)) return;
      asked.set(request, firstBytes(body, BODY_BYTES_MAX));
    },
    answered: ({ id, at, teamId, deployment }, request, write) => {
      if (!deployment.keepsBodies) return;
      const body = Buffer.isBuffer(request.body)
        ? firstBytes(request.body, BODY_BYTES_MAX)
        : asked.get(request);
      // Switched on while the request was under way.
      if (body === undefined) return;
      add(teamId, { requestId: id, at, request: body, answer: firstBytes(write(), BODY_BYTES_MAX) });
    },
    flush: async () => {
      // One batch of each team in turn.
      for (let teams = queue.teams(); teams.length > 0; teams = queue.teams())
        for (const teamId of teams) await keepNext(teamId);
    },
  };
}
