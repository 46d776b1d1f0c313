/** The closed list of ways in which something can go wrong, as a caller sees it. */
export const FAULT_KINDS = [
  "invalid",
  "unauthenticated",
  "payment_required",
  "forbidden",
  "not_found",
  "conflict",
  "precondition",
  "limit_exceeded",
  "unavailable",
  "internal",
] as const;

export type FaultKind = (typeof FAULT_KINDS)[number];

export type FaultParts = {
  kind: FaultKind;
  /** `domain.reason`, stable: clients may switch on it. */
  code: string;
  /** For the caller: what happened and what helps. Never a path, SQL, a stack or somebody else's id. */
  message: string;
  /** For the log only. */
  internal?: string;
  /** The input field at fault, as the caller wrote it, such as `input[3]`. */
  param?: string;
  /** When a retry can succeed, in milliseconds from now. Absent: a retry cannot cure it or the time is unknown. */
  retryAfterMs?: number;
  cause?: unknown;
};

/** A broken promise. An expected "no" is a returned value instead (style 22). */
export class Fault extends Error {
  readonly kind: FaultKind;
  readonly code: string;
  readonly internal: string | undefined;
  readonly param: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(parts: FaultParts) {
    super(parts.message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = "Fault";
    this.kind = parts.kind;
    this.code = parts.code;
    this.internal = parts.internal;
    this.param = parts.param;
    this.retryAfterMs = parts.retryAfterMs;
  }
}

const STATUS: Record<FaultKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  payment_required: 402,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition: 412,
  limit_exceeded: 429,
  unavailable: 503,
  internal: 500,
};

/** The one map from a fault's kind to an HTTP status (RFC 9110). */
export function faultStatus(kind: FaultKind): number {
  return STATUS[kind];
}

/** Anything thrown, as a Fault. What is not one of ours shows the caller nothing. */
export function toFault(thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  return new Fault({
    kind: "internal",
    code: "internal.unexpected",
    message: "Something went wrong on our side. Quote the request id if you report it.",
    internal: thrown instanceof Error ? thrown.message : String(thrown),
    cause: thrown,
  });
}
