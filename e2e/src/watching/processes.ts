import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

export type RunningProcess = {
  pid: number;
  parentPid: number;
  command: string;
  /** Its working directory; empty for one of another user. */
  directory: string;
};

/**
 * Every process that belongs to the product of a data folder, the one that `npm start` runs included: those that name
 * the folder in their command, environment or working directory, and all below them. None where there is no `/proc`.
 */
export async function processesOf(home: string): Promise<RunningProcess[]> {
  const everything = await allProcesses();
  const found = new Map<number, RunningProcess>();
  for (const { namesOf, ...running } of everything) {
    if (running.pid !== process.pid && namesOf.includes(home)) found.set(running.pid, running);
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { namesOf: _, ...running } of everything) {
      if (found.has(running.parentPid)) found.set(running.pid, running);
    }
  }
  return [...found.values()];
}

/** The service that answers the API. */
export async function inferenceProcess(home: string): Promise<RunningProcess> {
  return single(home, ({ command }) => command.includes("apps/inference/src/main.ts"));
}

/** The processes that hold a model session for a deployment; those that only measure models do not count. */
export async function sessionProcesses(home: string): Promise<RunningProcess[]> {
  const running = await processesOf(home);
  return running.filter(({ directory }) => directory.startsWith(join(home, "inference", "work")));
}

async function single(home: string, isIt: (candidate: RunningProcess) => boolean): Promise<RunningProcess> {
  const found = (await processesOf(home)).filter(isIt);
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} processes instead of one`);
  return one;
}

/** The main process of the embedded PostgreSQL. */
export async function databasePid(home: string): Promise<number> {
  return Number((await readFile(join(home, "postgres", "postmaster.pid"), "utf8")).split("\n", 1)[0]);
}

type Seen = RunningProcess & { namesOf: string };

async function allProcesses(): Promise<Seen[]> {
  const pids = (await readdir("/proc").catch(() => [])).map(Number).filter(Number.isInteger);
  return (await Promise.all(pids.map(look))).filter((seen) => seen !== null);
}

/** Null for a process that ended meanwhile or is only remembered until its parent asks for it. */
async function look(pid: number): Promise<Seen | null> {
  const folder = `/proc/${pid}`;
  const status = await readFile(`${folder}/stat`, "utf8").catch(() => null);
  // The name in parentheses may hold anything, so what follows is counted from its end.
  const [state, parent] = status?.slice(status.lastIndexOf(")") + 2).split(" ") ?? [];
  if (state === undefined || state === "Z") return null;
  const [command = "", environment = "", directory = ""] = await Promise.all([
    readFile(`${folder}/cmdline`, "utf8").catch(() => ""),
    readFile(`${folder}/environ`, "utf8").catch(() => ""),
    readlink(`${folder}/cwd`).catch(() => ""),
  ]);
  const namesOf = `${command}\n${environment}\n${directory}`;
  return {
    pid,
    parentPid: Number(parent),
    command: command.replaceAll("\0", " ").trim(),
    directory,
    namesOf,
  };
}
