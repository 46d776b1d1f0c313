import type { FastifyReply } from "fastify";

const JSON_TYPE = "application/json; charset=utf-8";

/** Answers with JSON that is written already. */
export function sendJson(reply: FastifyReply, text: string): FastifyReply {
  return reply.header("content-type", JSON_TYPE).send(text);
}
