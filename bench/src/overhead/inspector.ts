import { setTimeout as delay } from "node:timers/promises";
import type { CpuProfile } from "./areas.ts";

/** Where a Node process listens that is told by SIGUSR1 to let itself be inspected. */
const LIST_URL = "http://127.0.0.1:9229/json/list";
const OPEN_TIMEOUT_MS = 5_000;
const LOOK_MS = 50;
const SAMPLE_EVERY_US = 200;

export type Profiler = {
  /** What the process's main thread did while `work` ran. */
  during(work: () => Promise<void>): Promise<CpuProfile>;
  stop(): Promise<void>;
};

/** Attaches to a running Node process of this machine. Throws when another one has the inspector's port. */
export async function attachProfiler(pid: number): Promise<Profiler> {
  process.kill(pid, "SIGUSR1");
  const session = await openSession(await findUrl());
  const { result } = await session.call<{ result: { value: number } }>("Runtime.evaluate", {
    expression: "process.pid",
  });
  if (result.value !== pid) {
    session.close();
    throw new Error(`the inspector's port belongs to process ${result.value}, not to ${pid}`);
  }
  await session.call("Profiler.enable");
  await session.call("Profiler.setSamplingInterval", { interval: SAMPLE_EVERY_US });
  return {
    during: async (work) => {
      await session.call("Profiler.start");
      await work();
      return (await session.call<{ profile: CpuProfile }>("Profiler.stop")).profile;
    },
    stop: async () => {
      // The port is another's to use from now on; the process ends without anybody who waits for it.
      await session.call("Runtime.evaluate", { expression: CLOSE }).catch(() => undefined);
      session.close();
    },
  };
}

/** Run a little later, so that its answer still goes out. */
const CLOSE = 'setTimeout(() => process.getBuiltinModule("node:inspector").close(), 100)';

async function findUrl(): Promise<string> {
  for (
    const startedMs = performance.now();
    performance.now() - startedMs < OPEN_TIMEOUT_MS;
    await delay(LOOK_MS)
  ) {
    const response = await fetch(LIST_URL).catch(() => null);
    const [target] = response === null ? [] : ((await response.json()) as { webSocketDebuggerUrl: string }[]);
    if (target !== undefined) return target.webSocketDebuggerUrl;
  }
  throw new Error("the process does not let itself be inspected");
}

type Session = { call<T>(method: string, params?: object): Promise<T>; close(): void };
type Answer = { id?: number; result?: unknown; error?: { message: string } };

async function openSession(url: string): Promise<Session> {
  const socket = new WebSocket(url);
  const waiting = new Map<number, (answer: Answer) => void>();
  const { promise: open, resolve, reject } = Promise.withResolvers<void>();
  socket.addEventListener("open", () => resolve());
  socket.addEventListener("error", () => reject(new Error("the inspector does not answer")));
  socket.addEventListener("message", ({ data }) => {
    const answer: Answer = JSON.parse(String(data));
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
  });
  await open;
  let lastId = 0;
  return {
    call: async <T>(method: string, params: object = {}) => {
      const id = ++lastId;
      const { promise, resolve: settle } = Promise.withResolvers<Answer>();
      waiting.set(id, settle);
      socket.send(JSON.stringify({ id, method, params }));
      const { result, error } = await promise;
      waiting.delete(id);
      if (error !== undefined) throw new Error(`${method}: ${error.message}`);
      return result as T;
    },
    close: () => socket.close(),
  };
}
