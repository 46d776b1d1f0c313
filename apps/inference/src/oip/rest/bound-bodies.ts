import { Fault } from "@millrace/kernel";
import type { FastifyInstance } from "fastify";
import { TENSOR_BODY_BYTES_MAX } from "../bounds.ts";

const MIB = 1024 * 1024;
/** What is smaller is not counted, so that small requests are answered however many large ones are on their way. */
const COUNTED_FROM_BYTES = MIB;
const HELD_BYTES_MAX = 512 * MIB;
const RETRY_AFTER_MS = 1_000;

/**
 * Holds the large bodies that are under way at once, from before their first byte until their answer has left, within
 * a bound together. Fault `limit_exceeded` `oip.bodies_full`.
 */
export function boundBodies(scope: FastifyInstance, heldBytesMax: number = HELD_BYTES_MAX): void {
  let heldBytes = 0;
  scope.addHook("preParsing", async (request, reply) => {
    const bytes = announced(request.headers);
    // Who is gone already, while its key was looked up, will not close again.
    if (bytes < COUNTED_FROM_BYTES || reply.raw.closed) return;
    if (heldBytes + bytes > heldBytesMax) throw full();
    heldBytes += bytes;
    reply.raw.once("close", () => {
      heldBytes -= bytes;
    });
  });
}

/** A body of unannounced length may become as long as any. */
function announced(headers: {
  "content-length"?: string | undefined;
  "transfer-encoding"?: string | undefined;
}): number {
  if (headers["transfer-encoding"] !== undefined) return TENSOR_BODY_BYTES_MAX;
  return Math.min(Number(headers["content-length"] ?? 0), TENSOR_BODY_BYTES_MAX);
}

function full(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "oip.bodies_full",
    message: "As many large requests are under way as this server holds at once. Try again in a moment.",
    retryAfterMs: RETRY_AFTER_MS,
  });
}
