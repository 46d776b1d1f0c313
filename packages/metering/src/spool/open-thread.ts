import { Worker } from "node:worker_threads";
import type { CallName, Calls, Failure, FromThread, Opening, ToThread } from "./calls.ts";

/** Why the thread that owns the file could not do what was asked. */
export class ThreadFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.detail);
    this.failure = failure;
  }
}

export type Thread = {
  opening: Opening;
  /** Answered in order. Throws ThreadFailure. */
  call<Name extends CallName>(name: Name, ask: Calls[Name]["ask"]): Promise<Calls[Name]["answer"]>;
  /** Resolves with the reason when the thread is gone. */
  ended: Promise<ThreadFailure>;
  /** Ends it without closing the file, as a crash would. */
  terminate(): Promise<unknown>;
};

type Answer = Calls[CallName]["answer"];

/** Starts the thread that owns the spool in a folder; resolves when the file is open. Throws ThreadFailure. */
export async function openThread(folder: string): Promise<Thread> {
  const worker = new Worker(new URL("./spool-thread.ts", import.meta.url), {
    workerData: folder,
    execArgv: [],
    env: {},
  });
  const opened = Promise.withResolvers<Opening>();
  const ended = Promise.withResolvers<ThreadFailure>();
  const calls = new Map<number, PromiseWithResolvers<Answer>>();
  let reason = new ThreadFailure({ kind: "broken", detail: "The thread of the spool ended." });
  let isGone = false;
  let lastId = 0;

  worker.on("message", (message: FromThread) => {
    if (message.kind === "opened") return opened.resolve(message.opening);
    if (message.kind === "failed") reason = new ThreadFailure(message.failure);
    const call = message.id === null ? undefined : calls.get(message.id);
    if (message.id !== null) calls.delete(message.id);
    if (message.kind === "answered") call?.resolve(message.answer);
    else call?.reject(reason);
  });
  worker.on("error", (error) => {
    reason = new ThreadFailure({ kind: "broken", detail: String(error) });
  });
  worker.on("exit", () => {
    isGone = true;
    opened.reject(reason);
    for (const call of calls.values()) call.reject(reason);
    ended.resolve(reason);
  });

  const send = (name: CallName, ask: Calls[CallName]["ask"]): Promise<Answer> => {
    if (isGone) return Promise.reject(reason);
    const call = Promise.withResolvers<Answer>();
    lastId += 1;
    calls.set(lastId, call);
    worker.postMessage({ id: lastId, name, ask } as ToThread);
    return call.promise;
  };
  return {
    opening: await opened.promise,
    call: (name, ask) => send(name, ask) as Promise<Calls[typeof name]["answer"]>,
    ended: ended.promise,
    terminate: () => worker.terminate(),
  };
}
