/**
 * Starts the built console, or with `--dev` one that reloads, on CONSOLE_PORT. Next's own server, in this process:
 * a signal reaches it directly, and it ends with the process that started it.
 */
import { type ConsoleConfig, loadConsoleConfig } from "@millrace/config";
import { Fault } from "@millrace/kernel";
import { guardListeners } from "./src/listener/guard-listener.ts";

/** Pages are answered within this; a stream of live figures would keep the process for longer than anybody waits. */
const DRAIN_MS = 3_000;

function configOrExit(): ConsoleConfig {
  try {
    return loadConsoleConfig();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

for (const signal of ["SIGTERM", "SIGINT"]) {
  process.once(signal, () => setTimeout(() => process.exit(0), DRAIN_MS).unref());
}

const config = configOrExit();
guardListeners({
  trustedProxies: config.trustedProxies,
  isSecure: config.consoleUrl.startsWith("https:"),
});

const command = process.argv.includes("--dev") ? "dev" : "start";
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.argv = [process.execPath, "next", command, import.meta.dirname, "--port", String(config.consolePort)];
await import("next/dist/bin/next");
