import { execFile } from "node:child_process";
import { promisify } from "node:util";

const LINE = /^\s*(\d+)\s+(\d+)\s+(.*)$/;

/** The processes that hold models for the service in this process. */
export async function replicaProcesses(): Promise<number[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,args="]);
  const rows = stdout.split("\n").map((line) => LINE.exec(line) ?? []);
  const ours = rows.filter(
    ([, , parent, command]) => Number(parent) === process.pid && command?.includes("worker/main.ts"),
  );
  return ours.map(([, pid]) => Number(pid));
}
