import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "@millrace/telemetry";
import type { CallName, Calls, Opening, Position } from "./calls.ts";
import { spoolUnavailable } from "./faults.ts";
import { openThread, type Thread, ThreadFailure } from "./open-thread.ts";

const PAUSE_MS = { first: 100, max: 2_000 };
const CLOSE_TIMEOUT_MS = 5_000;

export type MendingOptions = {
  folder: string;
  log: Log;
  /** How far records are known to be on the disk; what stands beyond was refused. */
  committed(): Position;
  onOpened(opening: Opening): void;
};

/**
 * The spool's file as long as the process lives. A thread that met trouble is replaced; appending goes on only after one
 * durable write has proved that the disk takes it, and after what was refused meanwhile is gone.
 */
export class MendingThread {
  readonly #options: MendingOptions;
  readonly #closing = new AbortController();
  #thread: Thread | null = null;
  #trouble: string | null = "It is being opened.";
  #openings = 0;
  #mending: Promise<void> | null = null;

  constructor(options: MendingOptions) {
    this.#options = options;
  }

  /** Why nothing can be appended; null when it can. */
  get trouble(): string | null {
    return this.#trouble;
  }

  /** Raised each time the file is opened: positions hold for one opening. */
  get openings(): number {
    return this.#openings;
  }

  /** The first opening; throws ThreadFailure instead of trying again. */
  async open(): Promise<void> {
    const thread = await openThread(this.#options.folder);
    this.#thread = thread;
    this.#openings += 1;
    this.#options.onOpened(thread.opening);
    this.#report(thread.opening);
    void thread.ended.then((reason) => {
      if (this.#thread === thread) this.#thread = null;
      this.#distrust(reason);
    });
    await thread.call("prove", { discardAfter: this.#options.committed() });
    this.#trouble = null;
  }

  /** Fault `unavailable` `metering.spool_unavailable` when the thread could not. */
  async call<Name extends CallName>(name: Name, ask: Calls[Name]["ask"]): Promise<Calls[Name]["answer"]> {
    try {
      if (!this.#thread) throw new ThreadFailure({ kind: "broken", detail: "The file is not open." });
      return await this.#thread.call(name, ask);
    } catch (error) {
      // A full disk fails the write of the moment, but only a failed append says that appending is over.
      if (name === "append") this.#distrust(error);
      throw spoolUnavailable(error instanceof Error ? error.message : String(error));
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#mending;
    const thread = this.#thread;
    if (!thread) return;
    const timeout = setTimeout(() => thread.terminate(), CLOSE_TIMEOUT_MS);
    await thread.call("close", {}).catch(() => {});
    await thread.ended;
    clearTimeout(timeout);
  }

  #distrust(error: unknown): void {
    if (this.#closing.signal.aborted || this.#mending) return;
    this.#trouble = error instanceof Error ? error.message : String(error);
    this.#options.log.error({ reason: this.#trouble }, "Usage cannot be written; requests are refused");
    this.#mending = this.#mend().finally(() => {
      this.#mending = null;
    });
  }

  async #mend(): Promise<void> {
    for (let pauseMs = PAUSE_MS.first; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS.max)) {
      await sleep(pauseMs, undefined, { signal: this.#closing.signal, ref: false }).catch(() => {});
      if (this.#closing.signal.aborted) return;
      try {
        if (this.#thread) await this.#thread.call("prove", { discardAfter: this.#options.committed() });
        else await this.open();
        this.#trouble = null;
        this.#options.log.info({}, "Usage can be written again");
        return;
      } catch (error) {
        this.#trouble = error instanceof Error ? error.message : String(error);
      }
    }
  }

  #report({ salvaged, damaged, waiting }: Opening): void {
    const { log } = this.#options;
    if (waiting > 0 && this.#openings === 1)
      log.info({ waiting }, "Usage of an earlier run waits for the database");
    if (damaged > 0) log.error({ damaged }, "Damaged usage records are kept aside for a person to look at");
    if (salvaged !== null) {
      log.error(
        { salvaged },
        "The usage spool was corrupt; what could be read was carried over, the rest is kept aside",
      );
    }
  }
}
