import { type Fault, type FaultKind, faultStatus } from "@millrace/kernel";
import type { FastifyReply } from "fastify";

/** The three families answer errors in the shape that their clients parse. */
export type Family = "openai" | "huggingface";

/** OpenAI's words for the kinds of error. */
const OPENAI_TYPE: Record<FaultKind, string> = {
  invalid: "invalid_request_error",
  unauthenticated: "authentication_error",
  forbidden: "permission_error",
  not_found: "not_found_error",
  conflict: "conflict_error",
  precondition: "invalid_request_error",
  limit_exceeded: "rate_limit_error",
  unavailable: "server_error",
  internal: "server_error",
};

const MS_PER_SECOND = 1_000;

export function familyOf(path: string): Family {
  return path.startsWith("/models/") ? "huggingface" : "openai";
}

function body(fault: Fault, family: Family): unknown {
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

/**
 * Sends a fault in its family's shape. `retry-after` says when a retry can succeed; `x-should-retry` keeps OpenAI's
 * clients from repeating what a retry cannot cure.
 */
export function sendFault(reply: FastifyReply, fault: Fault, family: Family): FastifyReply {
  reply.header("x-should-retry", String(fault.retryAfterMs !== undefined));
  if (fault.retryAfterMs !== undefined) {
    reply.header("retry-after", String(Math.max(1, Math.ceil(fault.retryAfterMs / MS_PER_SECOND))));
    reply.header("retry-after-ms", String(Math.ceil(fault.retryAfterMs)));
  }
  if (fault.kind === "unauthenticated") reply.header("www-authenticate", "Bearer");
  return reply.code(statusOf(fault)).send(body(fault, family));
}

/** HTTP has finer words than a kind for how a body can be wrong. */
const STATUS_BY_CODE: Record<string, number> = {
  "http.body_too_large": 413,
  "http.unsupported_media_type": 415,
  "http.method_not_allowed": 405,
};

function statusOf(fault: Fault): number {
  return STATUS_BY_CODE[fault.code] ?? faultStatus(fault.kind);
}
