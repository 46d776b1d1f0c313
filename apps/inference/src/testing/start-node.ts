import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { serviceEnvironment } from "@millrace/config";
import type { TestDatabase } from "@millrace/testing";

const MAIN = resolve(import.meta.dirname, "../main.ts");
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 50;

/** The inference service as a process of its own, which may be killed and started again on the same folder. */
export type TestNode = {
  url: string;
  start(): Promise<void>;
  /** At once, whatever it does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
};

/** One node of an installation; several share the database. */
export function testNode(
  db: TestDatabase,
  { name, port, home, encryptionKey }: { name: string; port: number; home: string; encryptionKey: string },
): TestNode {
  const url = `http://127.0.0.1:${port}`;
  const env = serviceEnvironment({
    NODE_NAME: name,
    API_PORT: String(port),
    GRPC_PORT: String(port + 1),
    MILLRACE_HOME: join(home, name),
    ENCRYPTION_KEY: encryptionKey,
    DATABASE_APP_URL: db.appUrl,
    DATABASE_SYSTEM_URL: db.systemUrl,
    LOG_LEVEL: "error",
  });
  let child: ChildProcess | null = null;

  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  }

  return {
    url,
    start: async () => {
      child = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "ignore", "inherit"] });
      try {
        await isReady(url);
      } catch (error) {
        await end("SIGKILL");
        throw error;
      }
    },
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

async function isReady(url: string): Promise<void> {
  for (const startedMs = Date.now(); Date.now() - startedMs < READY_TIMEOUT_MS; ) {
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await pause(POLL_MS);
  }
  throw new Error(`the node at ${url} did not become ready`);
}
