import { spawn } from "node:child_process";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../../..");
const BIN = join(ROOT, "node_modules", ".bin");
const OUTPUT_CHARACTERS_MAX = 60_000;

export type Ran = { ok: boolean; output: string };

/** Runs a program of the workspace (`folder`'s own when given) and keeps the end of what it says. */
export function run(
  program: string,
  args: string[],
  options: { folder?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const { promise, resolve: settle } = Promise.withResolvers<Ran>();
  const bin = options.folder === undefined ? BIN : join(ROOT, options.folder, "node_modules", ".bin");
  let output = "";
  const child = spawn(join(bin, program), args, {
    cwd: ROOT,
    env: { ...process.env, FORCE_COLOR: "0", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const collect = (chunk: Buffer) => {
    output = (output + chunk).slice(-OUTPUT_CHARACTERS_MAX);
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  child.on("error", (error) => settle({ ok: false, output: error.message }));
  child.on("exit", (code) => settle({ ok: code === 0, output }));
  return promise;
}
