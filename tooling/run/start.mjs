#!/usr/bin/env node
/** `npm start`: dependencies, build, then everything on this machine. `--dev` reloads on change instead of building. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureDependencies, ROOT, RUNTIME, step, toolEnvironment, turbo } from "./set-up.mjs";

const dev = process.argv.includes("--dev");

process.stdout.write("\nMillrace\n\n");
await ensureDependencies();
await step("build", () => (dev ? turbo("generate") : turbo("generate", "build")).then(() => ""));

const main = join(ROOT, "apps", "standalone", "src", "main.ts");
const child = spawn(RUNTIME, [main, ...(dev ? ["--dev"] : [])], {
  cwd: ROOT,
  env: toolEnvironment(),
  stdio: "inherit",
});
// Ctrl-C reaches the child by itself; a signal sent only to us is passed on. Either way we leave after it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
