import { Fault } from "@millrace/kernel";
import type { Failure } from "./calls.ts";

const RETRY_AFTER_MS = 1_000;

export function spoolFull(): Fault {
  return new Fault({
    kind: "unavailable",
    code: "metering.spool_full",
    message: "This node holds as much usage as it may until the database takes it. Try again in a moment.",
    retryAfterMs: RETRY_AFTER_MS,
  });
}

export function spoolUnavailable(detail: string): Fault {
  return new Fault({
    kind: "unavailable",
    code: "metering.spool_unavailable",
    message:
      "Usage cannot be written down safely at the moment, so nothing is served. Try again in a moment.",
    internal: detail,
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** A mistake of the service that made the record, not of the client whose request it is. */
export function recordInvalid(detail: string): Fault {
  return new Fault({
    kind: "internal",
    code: "metering.record_invalid",
    message: "What this request used could not be written down, so it was not answered.",
    internal: detail,
  });
}

/** Why the spool could not be opened at the start. */
export function openingFault({ kind, detail }: Failure): Fault {
  if (kind === "in_use") {
    return new Fault({
      kind: "precondition",
      code: "metering.spool_in_use",
      message:
        "Another inference service uses this data folder. Stop it first, or give this one a folder of its own.",
      internal: detail,
    });
  }
  if (kind === "newer") {
    return new Fault({
      kind: "precondition",
      code: "metering.spool_newer",
      message: "The usage spool was written by a newer version of Millrace. Start that version.",
      internal: detail,
    });
  }
  return new Fault({
    kind: "precondition",
    code: "metering.spool_unusable",
    message: "The usage spool cannot be opened. Check that its folder can be written and its disk has room.",
    internal: detail,
  });
}
