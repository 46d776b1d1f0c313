import type { ServerOptions } from "@grpc/grpc-js";
import { TENSOR_BODY_BYTES_MAX } from "../bounds.ts";

export const CONNECTIONS_MAX = 5_000;

/** How long things may take, in milliseconds. */
export type GrpcPatience = {
  /** A message that takes longer to arrive is given up. */
  messageMs: number;
  /** An answer of which the client does not take the last byte within this is given up, with its connection. */
  unreadAnswerMs: number;
  /** A connection without a call for this long is closed. */
  idleMs: number;
  /** Calls that are not answered this long after the server was told to close are cut off. */
  drainMs: number;
};

export const GRPC_PATIENCE: GrpcPatience = {
  messageMs: 60_000,
  unreadAnswerMs: 60_000,
  idleMs: 300_000,
  drainMs: 25_000,
};

/** Of one connection; the library's own defaults have no bound for most of them. */
export function serverOptions({ idleMs }: GrpcPatience): ServerOptions {
  return {
    "grpc.max_receive_message_length": TENSOR_BODY_BYTES_MAX,
    "grpc.max_concurrent_streams": 128,
    // In MiB; of answers that wait for their reader, as requests are held back by their windows.
    "grpc-node.max_session_memory": 512,
    "grpc.enable_channelz": 0,
    "grpc.max_connection_idle_ms": idleMs,
    // Finds clients that are gone without having said so.
    "grpc.keepalive_time_ms": 60_000,
    "grpc.keepalive_timeout_ms": 20_000,
  };
}
