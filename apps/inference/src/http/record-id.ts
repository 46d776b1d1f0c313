import { derivedId, Fault } from "@millrace/kernel";
import type { Call } from "../service.ts";

const HEADER = "idempotency-key";
const LENGTH_MAX = 255;
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * Under which id a request is recorded and told to its caller: its own; with the header `Idempotency-Key`, one that follows from
 * team, key, path and body, so that the same request sent again is counted and charged once, however often it is answered.
 * Fault `invalid` `invalid_idempotency_key`.
 */
export function recordId({ caller, request, reply }: Call): string {
  const given = request.raw.headersDistinct[HEADER];
  if (given === undefined) return request.id;
  const [key = ""] = given;
  if (given.length > 1 || key.length > LENGTH_MAX || !PRINTABLE.test(key)) throw invalidKey();
  const body = Buffer.isBuffer(request.body)
    ? request.body.toString("base64")
    : JSON.stringify(request.body ?? null);
  const id = derivedId(caller.teamId, caller.keyId, key, request.url, body);
  reply.header("x-request-id", id);
  return id;
}

function invalidKey(): Fault {
  return new Fault({
    kind: "invalid",
    code: "invalid_idempotency_key",
    message: `The header \`Idempotency-Key\` must be 1 to ${LENGTH_MAX} printable characters without spaces, sent once.`,
    param: HEADER,
  });
}
