import type { Log } from "@millrace/telemetry";

/** Repeats work with a pause after each run; a failure is logged once until it succeeds again. Returns what stops it. */
export function every(
  pauseMs: number,
  name: string,
  { work, log }: { work: () => Promise<void>; log: Log },
): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  let stopped = false;
  let failing = false;

  async function run(): Promise<void> {
    try {
      await work();
      if (failing) log.info({ work: name }, "works again");
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ work: name, error }, "failed; it is repeated until it succeeds");
      failing = true;
    }
    if (!stopped) timer = setTimeout(start, pauseMs);
  }

  function start(): void {
    current = run();
  }

  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return current;
  };
}
