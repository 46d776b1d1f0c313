import { Fault } from "@millrace/kernel";
import { createLog, type Log, type LogLevel } from "@millrace/telemetry";

export type Started = {
  /** Finishes what is under way and ends everything that was started. */
  drain(): Promise<void>;
};

type Definition<Config extends { logLevel: LogLevel }> = {
  name: string;
  /** Throws a Fault whose message tells a person what to mend. */
  loadConfig(): Config;
  /** Resolves when the process can do its work. */
  start(config: Config, log: Log): Promise<Started>;
};

/** A drain that takes longer is cut off: whoever waits for it would kill the process soon. */
const DRAIN_MAX_MS = 40_000;

/** Runs a process of ours from its first line to its last. Does not return before it is ready. */
export async function runProcess<Config extends { logLevel: LogLevel }>(
  definition: Definition<Config>,
): Promise<void> {
  const config = orExit(definition.loadConfig);
  const log = createLog({ service: definition.name, level: config.logLevel });
  let started: Started | undefined;
  let leaving = false;

  async function leave(reason: string): Promise<void> {
    if (leaving) return;
    leaving = true;
    log.info({ reason }, "leaving");
    // Before it was ready it took on nothing that could be finished, and what it waits for may never come.
    if (started !== undefined) await drain(started, log);
    process.exit();
  }
  process.on("SIGINT", () => void leave("SIGINT"));
  process.on("SIGTERM", () => void leave("SIGTERM"));
  // The process that started us is gone; nobody would stop us otherwise.
  process.on("disconnect", () => void leave("parent gone"));

  try {
    started = await definition.start(config, log);
  } catch (error) {
    log.error({ error }, "could not start");
    process.exit(1);
  }
  log.info({}, "ready");
  process.send?.("ready");
}

async function drain(started: Started, log: Log): Promise<void> {
  setTimeout(() => {
    log.error({}, "not everything ended in time");
    process.exit(1);
  }, DRAIN_MAX_MS).unref();
  try {
    await started.drain();
  } catch (error) {
    log.error({ error }, "could not end cleanly");
    process.exitCode = 1;
  }
}

function orExit<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
