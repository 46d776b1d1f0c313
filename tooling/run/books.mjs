#!/usr/bin/env node
/** `pnpm books`: do usage, ledger, invoices, counters and credit say the same? Whether Millrace runs or not. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { ensureDependencies, ROOT, RUNTIME, toolEnvironment, turbo } from "./set-up.mjs";

await ensureDependencies();
await turbo("generate");

const main = join(ROOT, "apps", "standalone", "src", "check-books", "main.ts");
const child = spawn(RUNTIME, [main, ...process.argv.slice(2)], { env: toolEnvironment(), stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
