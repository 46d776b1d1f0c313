import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const COMPLAINT_CHARACTERS_MAX = 2_000;

export type Program = {
  pid: number;
  /** What the process said after a word, such as ids after `acknowledged`: one a line. */
  said(word: string): string[];
  /** Resolves once it has said the word so often. */
  hasSaid(word: string, times: number): Promise<void>;
  /** As a power cut of the process; resolves when it is gone and everything it said has been read. */
  kill(): Promise<void>;
};

/** Starts a file of Node's as a process of its own, without anything of this one's environment, for tests that kill it. */
export function startProgram(
  file: string,
  args: readonly string[],
  /** A command to run it under. */
  wrapper: readonly string[] = [],
): Program {
  const [command = "", ...rest] = [...wrapper, process.execPath, file, ...args];
  const child = spawn(command, rest, { stdio: ["ignore", "pipe", "pipe"], env: {} });
  const words = new Map<string, string[]>();
  const lines = createInterface({ input: child.stdout });
  const heard = new EventTarget();
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-COMPLAINT_CHARACTERS_MAX);
  });
  lines.on("line", (line) => {
    const [word = "", what = ""] = line.split(" ");
    const before = words.get(word);
    if (before === undefined) words.set(word, [what]);
    else before.push(what);
    heard.dispatchEvent(new Event("line"));
  });
  const closed = once(lines, "close");
  const said = (word: string) => [...(words.get(word) ?? [])];
  return {
    pid: child.pid ?? 0,
    said,
    hasSaid: (word, times) =>
      new Promise((resolve, reject) => {
        const check = () => ((words.get(word)?.length ?? 0) >= times ? resolve() : undefined);
        heard.addEventListener("line", check);
        child.once("exit", () =>
          reject(new Error(`The process ended before it said ${word} ${times} times: ${complaint}`)),
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
