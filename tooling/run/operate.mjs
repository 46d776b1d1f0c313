import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureDependencies, ROOT, RUNTIME, toolEnvironment, turbo } from "./set-up.mjs";

/** Runs one of an operator's commands (its folder in apps/standalone/src) in the project's own runtime, and ends as it ends. */
export async function operate(folder) {
  await ensureDependencies();
  await turbo("generate");
  const main = join(ROOT, "apps", "standalone", "src", folder, "main.ts");
  const child = spawn(RUNTIME, [main, ...process.argv.slice(2)], {
    env: toolEnvironment(),
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
}
