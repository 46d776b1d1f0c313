import type { FastifyReply } from "fastify";

/** Aborts when the client closes the connection before its answer is complete. */
export function leaving(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort(new ClientLeft());
  });
  return controller.signal;
}

/** Nobody reads the answer any more; not a fault of anybody. */
export class ClientLeft extends Error {
  constructor() {
    super("the client left before its answer");
    this.name = "ClientLeft";
  }
}
