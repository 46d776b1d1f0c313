import { readdir, readFile, readlink } from "node:fs/promises";
import { setInterval } from "node:timers/promises";
import { processesOf } from "./processes.ts";

const SAMPLE_MS = 100;
const TABLES = ["tcp", "tcp6", "udp", "udp6"];

/** What the product's processes were connected to. */
export type Connections = {
  /** Connections to this machine that were seen: proof that something was looked at. */
  local: number;
  /** Addresses of other machines, with the command that was connected to them. */
  foreign: string[];
};

export type SocketWatch = { stop(): Promise<Connections> };

/** Looks at every socket of every process of the product of a data folder, ten times a second, until it is stopped. */
export function watchSockets(home: string): SocketWatch {
  const leaving = new AbortController();
  const foreign = new Set<string>();
  let local = 0;

  async function watch(): Promise<void> {
    try {
      for await (const _ of setInterval(SAMPLE_MS, null, { signal: leaving.signal })) {
        for (const { address, command } of await connections(home)) {
          if (isLocal(address)) local += 1;
          else foreign.add(`${command} → ${address}`);
        }
      }
    } catch (error) {
      if (!leaving.signal.aborted) throw error;
    }
  }
  const watching = watch();

  return {
    stop: async () => {
      leaving.abort();
      await watching;
      return { local, foreign: [...foreign] };
    },
  };
}

type Connection = { address: string; command: string };

async function connections(home: string): Promise<Connection[]> {
  const found = await Promise.all(
    (await processesOf(home)).map(async ({ pid, command }) => {
      const inodes = await socketsOf(pid);
      const tables = await Promise.all(
        TABLES.map((table) => readFile(`/proc/${pid}/net/${table}`, "utf8").catch(() => "")),
      );
      return tables
        .flatMap(rowsOf)
        .filter(({ inode }) => inodes.has(inode))
        .map(({ address }) => ({ address, command }));
    }),
  );
  return found.flat();
}

async function socketsOf(pid: number): Promise<Set<string>> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => []);
  const links = await Promise.all(descriptors.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
  return new Set(links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []));
}

/** The far ends in a table of the kernel (proc(5)): the third and the tenth column; unconnected sockets are left out. */
function rowsOf(table: string): { address: string; inode: string }[] {
  return table
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .map((columns) => ({ address: columns[2]?.split(":")[0] ?? "", inode: columns[9] ?? "" }))
    .filter(({ address }) => /[^0]/.test(address));
}

/** Loopback as the kernel writes it: each 32-bit word with its lowest byte first. */
function isLocal(address: string): boolean {
  return /^(0{16}FFFF0000|)[0-9A-F]{6}7F$/.test(address) || address === "00000000000000000000000001000000";
}
