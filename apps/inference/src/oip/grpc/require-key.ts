import { type Metadata, ServerInterceptingCall, type ServerInterceptor, status } from "@grpc/grpc-js";
import { clientAddress, newId, toFault } from "@millrace/kernel";
import { authenticate } from "../../authenticate.ts";
import type { Caller } from "../../http/caller.ts";
import type { Service } from "../../service.ts";
import { statusOfFault } from "./status-of-fault.ts";

export type Callers = {
  readonly interceptor: ServerInterceptor;
  /** Who made the call with this metadata; undefined for calls that need no key. */
  of(metadata: Metadata): Caller | undefined;
};

type Asked = {
  service: Pick<Service, "keyRing" | "metrics" | "trustedProxies">;
  /** The paths of calls that need no key. */
  open: ReadonlySet<string>;
  /** A message that takes longer to arrive is given up. */
  messageMs: number;
};

/** Whose call it is, is known before its message is read. */
export function requireKey({ service, open, messageMs }: Asked): Callers {
  const callers = new WeakMap<Metadata, Caller>();
  async function identify(metadata: Metadata, peer: string): Promise<void> {
    const sent = metadata.get("authorization");
    const address = clientAddress({
      socketAddress: peer.slice(0, peer.lastIndexOf(":")),
      forwardedFor: metadata.get("x-forwarded-for").join(","),
      trustedProxies: service.trustedProxies,
    });
    const authorization = sent.length === 0 ? undefined : sent.join(", ");
    callers.set(metadata, await authenticate(service.keyRing, { authorization, address, api: "oip" }));
  }
  const interceptor: ServerInterceptor = ({ path }, call) => {
    let timer: NodeJS.Timeout | undefined;
    const refuse = (error: unknown) => {
      const fault = toFault(error);
      service.metrics.refused(fault.code);
      call.sendStatus(statusOfFault(fault, newId()));
    };
    const giveUp = () => {
      call.sendStatus({
        code: status.DEADLINE_EXCEEDED,
        details: "The message did not arrive completely in time.",
      });
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, proceed) => {
            timer = setTimeout(giveUp, messageMs).unref();
            if (open.has(path)) proceed(metadata);
            else identify(metadata, call.getPeer()).then(() => proceed(metadata), refuse);
          },
          onReceiveMessage: (message, proceed) => {
            clearTimeout(timer);
            proceed(message);
          },
          onCancel: () => clearTimeout(timer),
        }),
    });
  };
  return { interceptor, of: (metadata) => callers.get(metadata) };
}
