import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { Fault } from "@millrace/kernel";

const run = promisify(execFile);

/** The user that servers without a name of their own run as; known to every Linux and macOS. */
const NOBODY = "nobody";
const OTHERS_MAY_ENTER = 0o001;

/**
 * How to start a program that refuses to run as root. PostgreSQL does; the first way that works is used:
 * - `self`: we are not root.
 * - `user`: as `nobody`, when that user can reach the programs and the data folder's parent.
 * - `namespace`: in a user namespace where our root is called `nobody`, for a checkout that only root may enter (Linux).
 */
export type Unprivileged =
  | { way: "self" }
  | { way: "user"; uid: number; gid: number }
  | { way: "namespace"; uid: number; gid: number };

/** Chooses the way for programs and data under `paths`. Fault `db.root_refused` when none works. */
export async function chooseUnprivileged(paths: string[]): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return { way: "self" };
  const [uid, gid] = await Promise.all(
    ["-u", "-g"].map(async (flag) => Number((await run("id", [flag, NOBODY])).stdout)),
  );
  if (uid === undefined || gid === undefined) throw refused();
  const reachable = await Promise.all(paths.map(othersMayReach));
  if (reachable.every(Boolean)) return { way: "user", uid, gid };
  if (await namespacesWork(uid, gid)) return { way: "namespace", uid, gid };
  throw refused();
}

/** The command line and spawn options that start `program` in the chosen way. */
export function spawnAs(unprivileged: Unprivileged, program: string, args: string[]) {
  if (unprivileged.way === "self") return { command: program, args, options: {} };
  const { uid, gid } = unprivileged;
  if (unprivileged.way === "user") return { command: program, args, options: { uid, gid } };
  return { command: "unshare", args: [...namespaceArgs(uid, gid), program, ...args], options: {} };
}

function namespaceArgs(uid: number, gid: number): string[] {
  return ["--user", `--map-user=${uid}`, `--map-group=${gid}`, "--"];
}

async function namespacesWork(uid: number, gid: number): Promise<boolean> {
  try {
    await run("unshare", [...namespaceArgs(uid, gid), "true"]);
    return true;
  } catch {
    return false;
  }
}

async function othersMayReach(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  if ((mode & OTHERS_MAY_ENTER) === 0) return false;
  const parent = dirname(path);
  return parent === path || othersMayReach(parent);
}

function refused(): Fault {
  return new Fault({
    kind: "precondition",
    code: "db.root_refused",
    message:
      "PostgreSQL does not run as root, and this folder cannot be reached by another user. Start Millrace as an ordinary user, move it to a folder that others may enter, or set DATABASE_URL.",
  });
}
