#!/usr/bin/env node
/** `npm test`: dependencies and a browser, then every check, ending with one line `N passed, N failed`. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { ensureDependencies, ROOT, RUNTIME, step, toolEnvironment, turbo } from "./set-up.mjs";

process.stdout.write("\nMillrace: tests\n\n");
await ensureDependencies();
await step("generated code, console", () => turbo("generate", "build").then(() => ""));
let browser = "";
await step("browser", async () => {
  browser = await ensureBrowser();
  return browser;
});

const checks = join(ROOT, "tooling", "run", "src", "check-everything.ts");
const child = spawn(RUNTIME, [checks], {
  cwd: ROOT,
  env: toolEnvironment({ MILLRACE_TEST_BROWSER: browser }),
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
