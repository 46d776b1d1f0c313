import { Worker } from "node:worker_threads";
import type { Clock } from "@millrace/kernel";
import type { StripeTwin } from "@millrace/stripe-twin";
import { type Call, type Reply, type TwinBirth, VERBS, type Verb } from "./protocol.ts";

type Asked<V extends Verb> = (
  ...given: Parameters<StripeTwin[V]>
) => Promise<Awaited<ReturnType<StripeTwin[V]>>>;

/** A twin of Stripe on a thread of its own, as Stripe is a machine of its own: as `StripeTwin`, with answers that come later. */
export type Twin = { [V in Verb]: Asked<V> } & {
  url: string;
  clock: Clock & {
    /** As of `TwinClock`. */
    set(to: Date): Promise<void>;
  };
};

export async function startTwin(birth: Omit<TwinBirth, "time">): Promise<Twin> {
  const time = new BigInt64Array(new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL("./twin-thread.ts", import.meta.url), { workerData: { ...birth, time } });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const wait = (id: number) => {
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    return answer.promise;
  };
  worker.on("message", ({ id, ...reply }: Reply) => {
    const answer = waiting.get(id);
    waiting.delete(id);
    if ("error" in reply) answer?.reject(reply.error);
    else answer?.resolve(reply.result);
  });
  let calls = 0;
  const ask = (verb: Call["verb"], given: unknown[]) => {
    calls += 1;
    worker.postMessage({ id: calls, verb, given } satisfies Call);
    return wait(calls);
  };
  const url = String(await wait(0));
  const nowMs = () => Number(Atomics.load(time, 0));
  const verbs = Object.fromEntries(VERBS.map((verb) => [verb, (...given: unknown[]) => ask(verb, given)]));
  return {
    ...(verbs as { [V in Verb]: Asked<V> }),
    stop: async () => {
      await ask("stop", []);
      await worker.terminate();
    },
    url,
    clock: {
      now: () => new Date(nowMs()),
      monotonicMs: nowMs,
      set: async (to) => {
        await ask("setClock", [to]);
      },
    },
  };
}
