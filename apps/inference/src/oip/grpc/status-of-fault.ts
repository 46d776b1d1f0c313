import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import type { Fault, FaultKind } from "@millrace/kernel";
import { limitsToldOf } from "../../limits/told-limits.ts";

const CODE: Record<FaultKind, status> = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  payment_required: status.FAILED_PRECONDITION,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  conflict: status.ABORTED,
  precondition: status.FAILED_PRECONDITION,
  limit_exceeded: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  internal: status.INTERNAL,
};

const CODE_BY_FAULT: Record<string, status> = {
  "serving.deadline_passed": status.DEADLINE_EXCEEDED,
};

/** Tells a client of gRPC's own retry policy not to try again. */
const NO_RETRY = "-1";

/**
 * A fault as gRPC's status. Its trailers are what HTTP says in headers, and `grpc-retry-pushback-ms`, which gRPC's
 * clients obey when they repeat a call by themselves.
 */
export function statusOfFault(fault: Fault, requestId: string): StatusObject {
  const { kind, code, message, retryAfterMs } = fault;
  const metadata = new Metadata();
  metadata.set("x-request-id", requestId);
  metadata.set("x-error-code", code);
  metadata.set("x-should-retry", String(retryAfterMs !== undefined));
  const waitMs = retryAfterMs === undefined ? null : String(Math.ceil(retryAfterMs));
  if (waitMs !== null) metadata.set("retry-after-ms", waitMs);
  metadata.set("grpc-retry-pushback-ms", waitMs ?? NO_RETRY);
  for (const [name, value] of Object.entries(limitsToldOf(fault))) metadata.set(name, value);
  // Half a surrogate pair, as where a name was cut, cannot be written into a header.
  return { code: CODE_BY_FAULT[code] ?? CODE[kind], details: message.toWellFormed(), metadata };
}
