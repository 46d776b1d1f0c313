import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/**
 * Makes `close` answer what has arrived, to the last byte, and end every connection that has nothing under way; what is
 * not answered after `drainMs` is cut off. Node by itself would cut answers that are still on their way to a slow reader,
 * and wait for kept-alive connections until their clients end them.
 */
export function closeWithin(app: FastifyInstance, drainMs: number): void {
  const { server } = app;
  /** Requests of each connection whose answer has not left completely. */
  const underWay = new Map<Socket, number>();
  let closing = false;

  function change(socket: Socket, by: number): void {
    const requests = underWay.get(socket);
    if (requests === undefined) return;
    underWay.set(socket, requests + by);
    if (closing) endIdle();
  }

  function endIdle(): void {
    for (const [socket, requests] of underWay) if (requests === 0) socket.destroySoon();
  }

  server.on("connection", (socket: Socket) => {
    underWay.set(socket, 0);
    socket.once("close", () => underWay.delete(socket));
  });
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    change(socket, 1);
    response.once("close", () => change(socket, -1));
  });
  // Called by `close`, of Node and of Fastify.
  server.closeIdleConnections = endIdle;

  app.addHook("preClose", async () => {
    closing = true;
    const cutOff = setTimeout(() => server.closeAllConnections(), drainMs);
    server.once("close", () => clearTimeout(cutOff));
  });
  app.addHook("onSend", (_request, reply, _payload, done) => {
    if (closing) reply.header("connection", "close");
    done();
  });
}
