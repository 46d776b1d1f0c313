import { Fault } from "@millrace/kernel";
import type { Precedence } from "@millrace/serving";
import type { Call } from "./service.ts";

const DEADLINE_HEADER = "x-request-deadline-ms";
const DEADLINE_MS_MAX = 600_000;

/**
 * How a request is treated while it waits. Computing time is divided fairly between keys: one that sends a thousand
 * requests at once delays itself, not the others of its team. `x-request-deadline-ms`, a whole number of milliseconds
 * from the arrival, refuses at once what could not be answered in time. Fault `invalid` for another value.
 */
export function precedenceOf({ caller, request }: Pick<Call, "caller" | "request">): Precedence {
  return { flow: caller.keyId, deadlineMs: readDeadline(request.headers[DEADLINE_HEADER]) };
}

function readDeadline(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  const text = String(header);
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= 1 && value <= DEADLINE_MS_MAX) return value;
  throw new Fault({
    kind: "invalid",
    code: "invalid_deadline",
    message: `The header \`${DEADLINE_HEADER}\` must be a whole number of milliseconds from 1 to ${DEADLINE_MS_MAX}.`,
    param: DEADLINE_HEADER,
  });
}
