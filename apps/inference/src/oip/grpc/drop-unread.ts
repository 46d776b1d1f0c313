import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
} from "@grpc/grpc-js";

/**
 * Ends the connection of a client that does not take its answer, which nothing in gRPC does: its answers would be held
 * for as long as it likes. `end` is given the peer as `address:port`.
 */
export function dropUnread(unreadAnswerMs: number, end: (peer: string) => void): ServerInterceptor {
  return (_method, call) => new ImpatientCall(call, unreadAnswerMs, end);
}

class ImpatientCall extends ServerInterceptingCall {
  readonly #unreadAnswerMs: number;
  readonly #end: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(call: ServerInterceptingCallInterface, unreadAnswerMs: number, end: (peer: string) => void) {
    super(call, { start: (next) => next({ onCancel: () => clearTimeout(this.#timer) }) });
    this.#unreadAnswerMs = unreadAnswerMs;
    // Asked now, as the connection may not be told any more when it is gone.
    const peer = call.getPeer();
    this.#end = () => end(peer);
  }

  /** Called back when the client's windows have let all of the message out. */
  override sendMessage(message: unknown, callback: () => void): void {
    this.#timer = setTimeout(this.#end, this.#unreadAnswerMs).unref();
    super.sendMessage(message, () => {
      clearTimeout(this.#timer);
      callback();
    });
  }
}
