import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import {
  type MethodDefinition,
  Server,
  ServerCredentials,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { Fault } from "@millrace/kernel";
import type { Service } from "../../service.ts";
import { ArrivingMessages } from "./arriving-messages.ts";
import { CONNECTIONS_MAX, GRPC_PATIENCE, type GrpcPatience, serverOptions } from "./bounds.ts";
import { keyedCalls, openCalls } from "./calls.ts";
import { dropUnread } from "./drop-unread.ts";
import { requireKey } from "./require-key.ts";
import { serveUnary, type Watch } from "./serve-unary.ts";

const SERVICE = "/inference.GRPCInferenceService/";

export type GrpcParts = {
  service: Service;
  isServerReady(): boolean;
  log: Watch["log"];
  patience?: Partial<GrpcPatience>;
  /** What may be held of messages that have not arrived completely. */
  arrivingBytesMax?: number;
};

export type GrpcServer = {
  readonly port: number;
  /** Answers the calls that have arrived, then closes every connection; cuts off what takes longer than its patience. */
  close(): Promise<void>;
};

/** `inference.GRPCInferenceService` on a port of its own, without TLS, on every address that the machine has. */
export async function startGrpc(port: number, parts: GrpcParts): Promise<GrpcServer> {
  const patience = { ...GRPC_PATIENCE, ...parts.patience };
  const arriving = new ArrivingMessages(parts.arrivingBytesMax);
  const server = createGrpcServer(parts, patience, arriving);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  // Listening ourselves bounds the connections, which the library does not, and takes IPv6 and IPv4 alike.
  const listener = createServer({ noDelay: true }, (socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    arriving.add(peer, socket);
    socket.once("close", () => arriving.remove(peer));
    injector.injectConnection(socket);
  });
  listener.maxConnections = CONNECTIONS_MAX;
  listener.listen(port);
  await once(listener, "listening");
  return {
    port: (listener.address() as AddressInfo).port,
    close: async () => {
      // Emitted when the last connection is gone, which is when its last call is answered.
      const closed = once(listener, "close");
      listener.close();
      server.tryShutdown(() => {});
      const cutOff = setTimeout(() => arriving.close(), patience.drainMs);
      await closed;
      clearTimeout(cutOff);
      arriving.close();
    },
  };
}

function createGrpcServer(
  { service, isServerReady, log }: GrpcParts,
  patience: GrpcPatience,
  arriving: ArrivingMessages,
): Server {
  const open = openCalls(isServerReady);
  const keyed = keyedCalls(service);
  const callers = requireKey({
    service,
    open: new Set(Object.keys(open).map(pathOf)),
    messageMs: patience.messageMs,
  });
  const watch = { log, refused: service.metrics.refused };
  const interceptors = [
    arriving.interceptor,
    callers.interceptor,
    dropUnread(patience.unreadAnswerMs, (peer) => arriving.endConnection(peer)),
  ];
  const server = new Server({ ...serverOptions(patience), interceptors });
  const implementation: UntypedServiceImplementation = {};
  for (const [name, run] of Object.entries(open)) implementation[name] = serveUnary(watch, run);
  for (const [name, run] of Object.entries(keyed)) {
    implementation[name] = serveUnary(watch, async (incoming, metadata) => {
      const caller = callers.of(metadata);
      if (caller === undefined) throw noCaller();
      return run(caller, incoming);
    });
  }
  server.addService(
    Object.fromEntries(Object.keys(implementation).map((name) => [name, method(name)])),
    implementation,
  );
  return server;
}

function pathOf(name: string): string {
  return `${SERVICE}${name}`;
}

/** Messages stay bytes in the transport: one that cannot be read is then the caller's mistake, not the server's. */
function method(name: string): MethodDefinition<Buffer, Buffer> {
  const asItIs = (bytes: Buffer) => bytes;
  return {
    path: pathOf(name),
    originalName: name,
    requestStream: false,
    responseStream: false,
    requestSerialize: asItIs,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
    responseDeserialize: asItIs,
  };
}

function noCaller(): Fault {
  return new Fault({ kind: "internal", code: "internal.no_caller", message: "The call has no caller." });
}
