import { readdir, readFile } from "node:fs/promises";

/** What a process of the product is there for. */
export type Role = "inference" | "replicas" | "postgres" | "others";

export type ProcessTree = Record<Role, number[]>;

/** The product's processes by what they do, from its first one down. Linux. */
export async function findProcesses(rootPid: number): Promise<ProcessTree> {
  const all = await readProcesses();
  const tree: ProcessTree = { inference: [], replicas: [], postgres: [], others: [] };
  const visit = (pid: number, parentRole: Role) => {
    const found = all.find((one) => one.pid === pid);
    if (found === undefined) return;
    const role = roleOf(found.command, parentRole);
    tree[role].push(pid);
    for (const child of all) if (child.parentPid === pid) visit(child.pid, role);
  };
  visit(rootPid, "others");
  return tree;
}

function roleOf(command: string, parentRole: Role): Role {
  if (/inference\/src\/main\.ts/.test(command)) return "inference";
  if (parentRole === "inference" || parentRole === "replicas") return "replicas";
  if (parentRole === "postgres" || /\/postgres\b/.test(command)) return "postgres";
  return "others";
}

type Found = { pid: number; parentPid: number; command: string };

async function readProcesses(): Promise<Found[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      // One that has just ended is none.
      const [status, command] = await Promise.all([
        read(`/proc/${pid}/status`),
        read(`/proc/${pid}/cmdline`),
      ]);
      const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1];
      return parent === undefined ? [] : [{ pid, parentPid: Number(parent), command }];
    }),
  );
  return found.flat();
}

/** Empty for what has gone. */
function read(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

const NS_PER_US = 1_000;

export type ThreadTime = { name: string; us: number };

/** Microseconds on a processor so far, of each thread of these processes, by its id. */
export async function threadTimes(pids: readonly number[]): Promise<Map<string, ThreadTime>> {
  const times = new Map<string, ThreadTime>();
  for (const pid of pids) {
    for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
      const folder = `/proc/${pid}/task/${thread}`;
      const [name, spent] = await Promise.all([read(`${folder}/comm`), read(`${folder}/schedstat`)]);
      times.set(thread, { name: name.trim(), us: Number(spent.split(" ")[0]) / NS_PER_US });
    }
  }
  return times;
}
