import type { FastifyReply } from "fastify";

/** Aborts when the client closes the connection before its answer is complete; at once if it has. */
export function leaving({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  const noticeLeaving = () => {
    if (!raw.writableFinished) controller.abort(new ClientLeft());
  };
  if (raw.destroyed) noticeLeaving();
  else raw.once("close", noticeLeaving);
  return controller.signal;
}

/** Nobody reads the answer any more; not a fault of anybody. */
export class ClientLeft extends Error {
  constructor() {
    super("the client left before its answer");
    this.name = "ClientLeft";
  }
}
