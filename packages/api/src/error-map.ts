import { Fault, type FaultKind, toFault } from "@millrace/kernel";
import { type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";

const CODES: Record<FaultKind, TRPC_ERROR_CODE_KEY> = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  payment_required: "PAYMENT_REQUIRED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  precondition: "PRECONDITION_FAILED",
  limit_exceeded: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
  internal: "INTERNAL_SERVER_ERROR",
};

/** Anything thrown below a procedure, as an error that tRPC answers with. The one map from kinds to its codes. */
export function toTrpcError(thrown: unknown): TRPCError {
  const fault = faultOf(thrown);
  return new TRPCError({ code: CODES[fault.kind], message: fault.message, cause: fault });
}

/** The fault behind an error, whether it is ours, wrapped by tRPC, or made by tRPC itself. */
export function faultOf(thrown: unknown): Fault {
  if (!(thrown instanceof TRPCError)) return toFault(thrown);
  if (thrown.cause instanceof Fault) return thrown.cause;
  const kind = kindOfCode(thrown.code);
  if (kind === "internal") return toFault(thrown.cause ?? thrown);
  return new Fault({ kind, code: `api.${kind}`, message: MESSAGES[kind], cause: thrown.cause });
}

type ClientKind = Exclude<FaultKind, "internal">;

const MESSAGES: Record<ClientKind, string> = {
  invalid: "The request does not have the expected shape.",
  unauthenticated: "Sign in first.",
  payment_required: "Something has to be paid first.",
  forbidden: "This is not allowed.",
  not_found: "There is nothing here.",
  conflict: "Somebody else has changed this meanwhile.",
  precondition: "This cannot be done now.",
  limit_exceeded: "That was too much at once. Wait a moment and try again.",
  unavailable: "The service cannot answer right now. Try again in a moment.",
};

const KINDS = new Map(Object.entries(CODES).map(([kind, code]) => [code, kind as FaultKind]));

function kindOfCode(code: TRPC_ERROR_CODE_KEY): FaultKind {
  if (code === "PARSE_ERROR" || code === "PAYLOAD_TOO_LARGE" || code === "UNSUPPORTED_MEDIA_TYPE")
    return "invalid";
  if (code === "METHOD_NOT_SUPPORTED") return "invalid";
  return KINDS.get(code) ?? "internal";
}
