import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "appender.fixture.ts");

export type Appender = {
  pid: number;
  /** Ids by what the process said about them, such as `acknowledged`. */
  said(word: string): string[];
  /** Resolves once it has said the word so often. */
  hasSaid(word: string, times: number): Promise<void>;
  /** As a power cut of the process; resolves when it is gone and everything it said has been read. */
  kill(): Promise<void>;
};

export type AppenderOptions = {
  /** A command to run it under. */
  wrapper?: string[];
  /** Appends for this team and ships into this database as well. */
  shipping?: { systemUrl: string; teamId: string };
};

/** Starts a process that appends to the spool in a folder. */
export function startAppender(folder: string, { wrapper = [], shipping }: AppenderOptions = {}): Appender {
  const target = shipping === undefined ? [] : [shipping.systemUrl, shipping.teamId];
  const [command = "", ...args] = [...wrapper, process.execPath, PROGRAM, folder, ...target];
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"], env: {} });
  const words = new Map<string, string[]>();
  const lines = createInterface({ input: child.stdout });
  const heard = new EventTarget();
  lines.on("line", (line) => {
    const [word = "", id = ""] = line.split(" ");
    words.set(word, [...(words.get(word) ?? []), id]);
    heard.dispatchEvent(new Event("line"));
  });
  const closed = once(lines, "close");
  const said = (word: string) => words.get(word) ?? [];
  return {
    pid: child.pid ?? 0,
    said,
    hasSaid: (word, times) =>
      new Promise((resolve, reject) => {
        const check = () => (said(word).length >= times ? resolve() : undefined);
        heard.addEventListener("line", check);
        child.once("exit", () =>
          reject(new Error(`The process ended before it said ${word} ${times} times.`)),
        );
        check();
      }),
    kill: async () => {
      child.kill("SIGKILL");
      await Promise.all([hasEnded(child), closed]);
    },
  };
}

async function hasEnded(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}
