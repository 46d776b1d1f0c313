import { type Fault, type FaultKind, faultStatus } from "@millrace/kernel";
import type { FastifyReply } from "fastify";
import { limitsToldOf } from "../limits/told-limits.ts";

/** Each family answers errors in the shape that its clients parse. */
export type Family = "openai" | "huggingface" | "oip";

/** OpenAI's words for the kinds of error. */
const OPENAI_TYPE: Record<FaultKind, string> = {
  invalid: "invalid_request_error",
  unauthenticated: "authentication_error",
  payment_required: "billing_error",
  forbidden: "permission_error",
  not_found: "not_found_error",
  conflict: "conflict_error",
  precondition: "invalid_request_error",
  limit_exceeded: "rate_limit_error",
  unavailable: "server_error",
  internal: "server_error",
};

/** HTTP has finer words than a kind for how a request can be wrong. */
const STATUS_BY_CODE: Record<string, number> = {
  "http.body_too_large": 413,
  "http.expectation_failed": 417,
  "http.headers_too_large": 431,
  "http.method_not_allowed": 405,
  "http.path_too_long": 414,
  "http.timed_out": 408,
  "http.unsupported_charset": 415,
  "http.unsupported_encoding": 415,
  "http.unsupported_media_type": 415,
  // No precondition of the request's own (RFC 9110): the caller named a deployment of another task.
  "serving.wrong_task": 400,
};

const MS_PER_SECOND = 1_000;

export function familyOf(path: string): Family {
  if (path.startsWith("/models/")) return "huggingface";
  return /^\/v2([/?]|$)/.test(path) ? "oip" : "openai";
}

export type ErrorAnswer = { status: number; headers: Record<string, string>; body: object };

/**
 * A fault as HTTP in its family's shape. `retry-after` says when a retry can succeed; `x-should-retry` keeps OpenAI's
 * clients from repeating what a retry cannot cure.
 */
export function errorAnswer(fault: Fault, family: Family): ErrorAnswer {
  const { kind, code, retryAfterMs } = fault;
  const headers: Record<string, string> = { "x-should-retry": String(retryAfterMs !== undefined) };
  if (retryAfterMs !== undefined) {
    headers["retry-after"] = String(Math.max(1, Math.ceil(retryAfterMs / MS_PER_SECOND)));
    headers["retry-after-ms"] = String(Math.ceil(retryAfterMs));
  }
  if (kind === "unauthenticated") headers["www-authenticate"] = "Bearer";
  return { status: STATUS_BY_CODE[code] ?? faultStatus(kind), headers, body: bodyOf(fault, family) };
}

function bodyOf(fault: Fault, family: Family): object {
  if (family === "oip") return { error: fault.message };
  if (family === "huggingface") return { error: fault.message, error_type: fault.code };
  return {
    error: {
      message: fault.message,
      type: OPENAI_TYPE[fault.kind],
      param: fault.param ?? null,
      code: fault.code,
    },
  };
}

export function sendFault(reply: FastifyReply, fault: Fault): FastifyReply {
  const { status, headers, body } = errorAnswer(fault, familyOf(reply.request.url));
  return reply
    .code(status)
    .headers({ ...headers, ...limitsToldOf(fault) })
    .send(body);
}
