import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** What an optimised graph depends on beside the graph: its weights lie as this processor's instructions want them. */
export function machineTraits(): string {
  return [process.platform, process.arch, cpus()[0]?.model, processorFlags()].join(" ");
}

/** A virtual machine's model name can hide what it lacks. */
function processorFlags(): string {
  if (process.platform !== "linux") return "";
  return /^(?:flags|Features)\s*:.*$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[0] ?? "";
}
