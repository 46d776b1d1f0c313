import type { Socket } from "node:net";
import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from "@grpc/grpc-js";

const MIB = 1024 * 1024;
/** Of all clients together. */
export const ARRIVING_BYTES_MAX = 512 * MIB;
const LOOK_MS = 100;
/** What a call takes on its connection beside its message. */
const CALL_BYTES = 1_024;

type Connection = {
  readonly socket: Socket;
  /** Calls whose message is not complete. */
  calls: number;
  /** Of what the socket has read, that which is no part of them. */
  doneBytes: number;
};

/**
 * Bounds what is held of messages that have not arrived completely, which nothing in gRPC does: each may be as large as the
 * largest, and a client may begin a hundred on a connection. Beyond the bound, connections that hold most are ended.
 */
export class ArrivingMessages {
  readonly #bytesMax: number;
  readonly #connections = new Map<string, Connection>();
  readonly #timer = setInterval(() => this.#look(), LOOK_MS).unref();

  constructor(bytesMax: number = ARRIVING_BYTES_MAX) {
    this.#bytesMax = bytesMax;
  }

  get interceptor(): ServerInterceptor {
    return (_method, call) => new ArrivingCall(call, this);
  }

  add(peer: string, socket: Socket): void {
    this.#connections.set(peer, { socket, calls: 0, doneBytes: 0 });
  }

  begin(peer: string): void {
    const connection = this.#connections.get(peer);
    if (connection === undefined) return;
    if (connection.calls === 0) connection.doneBytes = connection.socket.bytesRead;
    connection.calls += 1;
  }

  end(peer: string, messageBytes: number): void {
    const connection = this.#connections.get(peer);
    if (connection === undefined) return;
    connection.calls -= 1;
    const doneBytes = connection.doneBytes + messageBytes + CALL_BYTES;
    connection.doneBytes = Math.min(doneBytes, connection.socket.bytesRead);
  }

  endConnection(peer: string): void {
    this.#connections.get(peer)?.socket.destroy();
  }

  remove(peer: string): void {
    this.#connections.delete(peer);
  }

  /** Ends all that are left, and looks no more. */
  close(): void {
    clearInterval(this.#timer);
    for (const { socket } of this.#connections.values()) socket.destroy();
  }

  #look(): void {
    const holders = [...this.#connections.values()]
      .map(({ socket, calls, doneBytes }) => ({
        socket,
        bytes: calls > 0 ? socket.bytesRead - doneBytes : 0,
      }))
      .sort((a, b) => b.bytes - a.bytes);
    let bytes = holders.reduce((total, holder) => total + holder.bytes, 0);
    for (const holder of holders) {
      if (bytes <= this.#bytesMax) return;
      holder.socket.destroy();
      bytes -= holder.bytes;
    }
  }
}

class ArrivingCall extends ServerInterceptingCall {
  readonly #end: (messageBytes: number) => void;

  constructor(call: ServerInterceptingCallInterface, arriving: ArrivingMessages) {
    // Asked now, as the connection may not be told any more when it is gone.
    const peer = call.getPeer();
    let isArriving = true;
    const end = (messageBytes: number) => {
      if (isArriving) arriving.end(peer, messageBytes);
      isArriving = false;
    };
    super(call, {
      start: (next) =>
        next({
          onReceiveMessage: (message, proceed) => {
            end(Buffer.isBuffer(message) ? message.byteLength : 0);
            proceed(message);
          },
          onCancel: () => end(0),
        }),
    });
    this.#end = end;
    arriving.begin(peer);
  }

  /** Also of a call that is answered before its message is there. */
  override sendStatus(...status: Parameters<ServerInterceptingCall["sendStatus"]>): void {
    this.#end(0);
    super.sendStatus(...status);
  }
}
