import type { Clock } from "@millrace/kernel";
import { DecayingRate } from "./decaying-rate.ts";
import type { Occupant } from "./decide-room.ts";
import type { MemoryBudget, Tenant } from "./memory-budget.ts";

/** - `waiting`: wants to load and has no room yet. */
export type Phase = "unloaded" | "waiting" | "loading" | "loaded" | "leaving";

type ResidenceSettings = {
  readonly budget: MemoryBudget;
  readonly clock: Clock;
  /** An idle model on demand goes after this. */
  readonly idleUnloadMs: number;
  readonly isOnDemand: () => boolean;
  /** What its processes take. */
  readonly bytes: () => number;
  /** What they will take when it loads. */
  readonly needBytes: () => number;
  /** No request is admitted and no batch runs. */
  readonly isIdle: () => boolean;
  readonly start: () => void;
  /** Resolves when its processes are gone. */
  readonly stop: () => Promise<void>;
  /** There can be no room for it. */
  readonly refuse: () => void;
  /** After every change of phase. */
  readonly onChange: () => void;
};

/** Whether one deployment's model is in memory. A resident one always is; one on demand comes when it is used, and may go. */
export class Residence implements Tenant {
  readonly #settings: ResidenceSettings;
  readonly #rate = new DecayingRate();
  #phase: Phase = "unloaded";
  #since: Date;
  #startedMs = 0;
  #loadedAtMs = 0;
  #loadMs = 0;
  #idleTimer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(settings: ResidenceSettings) {
    this.#settings = settings;
    this.#since = settings.clock.now();
    settings.budget.join(this);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** When it entered this phase. */
  get since(): Date {
    return this.#since;
  }

  get occupancy(): Occupant | null {
    const { bytes, needBytes, isIdle, isOnDemand } = this.#settings;
    if (this.#phase === "unloaded" || this.#phase === "waiting") return null;
    const isLoading = this.#phase === "loading";
    return {
      bytes: isLoading ? Math.max(bytes(), needBytes()) : bytes(),
      isLeaving: this.#phase === "leaving",
      isIdle: this.#phase === "loaded" && isIdle(),
      isResident: !isOnDemand(),
      loadMs: this.#loadMs,
      loadedAtMs: this.#loadedAtMs,
      requestsPerSecond: this.#rate.perSecond(this.#nowMs()),
    };
  }

  get needBytes(): number {
    return this.#settings.needBytes();
  }

  /** A resident model does not ask for room: whoever placed it here has counted. */
  settle(): void {
    if (this.#isOver) return;
    if (!this.#settings.isOnDemand() && this.#phase === "unloaded") this.load();
    else if (!this.#settings.isOnDemand() && this.#phase === "waiting") {
      this.#settings.budget.withdraw(this);
      this.load();
    } else this.rest();
    this.#settings.budget.review();
  }

  /** A request needs it. */
  use(): void {
    if (!this.#settings.isOnDemand()) return;
    this.#rate.count(this.#nowMs());
    clearTimeout(this.#idleTimer);
    this.wake();
  }

  /** Makes it load, unless it does or has. One that leaves comes back when it is gone, if it is still wanted then. */
  wake(): void {
    if (this.#phase !== "unloaded" || this.#isOver) return;
    this.#enter("waiting");
    this.#settings.budget.ask(this);
  }

  load(): void {
    this.#startedMs = this.#nowMs();
    // Whoever is told that it loads finds the processes on their way.
    this.#enter("loading", () => this.#settings.start());
  }

  /** Its processes have come to something: they are ready, or will not be by themselves. */
  arrived(): void {
    if (this.#phase !== "loading") return;
    this.#loadedAtMs = this.#nowMs();
    this.#loadMs = this.#loadedAtMs - this.#startedMs;
    this.#enter("loaded");
    this.rest();
  }

  /** To be called whenever it may have become idle, or its size has changed. */
  rest(): void {
    const { isIdle, isOnDemand, budget, idleUnloadMs } = this.#settings;
    if (!isOnDemand() || this.#isOver) return;
    clearTimeout(this.#idleTimer);
    if (isIdle() && this.#phase === "waiting") {
      this.#enter("unloaded");
      budget.withdraw(this);
    }
    if (isIdle() && this.#phase === "loaded") {
      this.#idleTimer = setTimeout(() => this.unload(), idleUnloadMs).unref();
    }
    budget.review();
  }

  unload(): void {
    if (this.#phase !== "loaded") return;
    this.#enter("leaving");
    clearTimeout(this.#idleTimer);
    void this.#leave();
  }

  refuse(): void {
    this.#enter("unloaded");
    this.#settings.refuse();
  }

  /** The deployment is gone, and its processes with it. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#idleTimer);
    this.#settings.budget.leave(this);
  }

  async #leave(): Promise<void> {
    await this.#settings.stop();
    this.#enter("unloaded");
    // It may have become resident meanwhile, and does not ask for room then.
    if (this.#settings.isOnDemand() && !this.#settings.isIdle()) this.wake();
    else this.settle();
  }

  #enter(phase: Phase, act: () => void = () => undefined): void {
    this.#phase = phase;
    this.#since = this.#settings.clock.now();
    act();
    this.#settings.onChange();
  }

  #nowMs(): number {
    return this.#settings.clock.monotonicMs();
  }
}
