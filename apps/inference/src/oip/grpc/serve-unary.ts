import { type handleUnaryCall, Metadata, type ServerUnaryCall, status } from "@grpc/grpc-js";
import { newId, toFault } from "@millrace/kernel";
import type { Log } from "@millrace/telemetry";
import { ClientLeft } from "../../http/leaving.ts";
import type { Incoming, Outgoing } from "./calls.ts";
import { statusOfFault } from "./status-of-fault.ts";

/** No deadline that a request may have is longer. */
const DEADLINE_MS_MAX = 600_000;

export type Watch = {
  log: Log;
  /** Counts a call that was refused, by the fault's code. */
  refused(code: string): void;
};

/** A call as the transport wants it, with a request id, our statuses, and an end when the client leaves. */
export function serveUnary(
  { log, refused }: Watch,
  run: (incoming: Incoming, metadata: Metadata) => Promise<Outgoing>,
): handleUnaryCall<Buffer, Buffer> {
  return async (call, callback) => {
    const id = newId();
    try {
      const incoming = { id, message: call.request, deadlineMs: timeLeft(call), signal: leaving(call) };
      const { message, trailers } = await run(incoming, call.metadata);
      callback(null, message, trailersOf({ "x-request-id": id, ...trailers }));
    } catch (error) {
      if (error instanceof ClientLeft) return callback({ code: status.CANCELLED, details: error.message });
      const fault = toFault(error);
      refused(fault.code);
      if (fault.kind === "internal")
        log.error({ error: fault, requestId: id, path: call.getPath() }, "request failed");
      callback(statusOfFault(fault, id));
    }
  };
}

type UnaryCall = ServerUnaryCall<Buffer, Buffer>;

function timeLeft(call: UnaryCall): number | undefined {
  const deadline = Number(call.getDeadline());
  const leftMs = deadline - Date.now();
  if (!(leftMs <= DEADLINE_MS_MAX)) return undefined;
  // One that has just passed is refused like one that is too near.
  return Math.max(1, leftMs);
}

function leaving(call: UnaryCall): AbortSignal {
  const controller = new AbortController();
  if (call.cancelled) controller.abort(new ClientLeft());
  else call.once("cancelled", () => controller.abort(new ClientLeft()));
  return controller.signal;
}

function trailersOf(values: Readonly<Record<string, string>>): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(values)) metadata.set(name, value);
  return metadata;
}
