import type { Clock } from "@millrace/kernel";
import { decideRoom, type Occupant, type Room } from "./decide-room.ts";

/** One deployment's claim on this machine's memory. */
export type Tenant = {
  /** What it takes now, or was just allowed to take; null while it takes nothing. */
  readonly occupancy: Occupant | null;
  /** What loading it will take. */
  readonly needBytes: number;
  /** Has room now. Its occupancy counts it from here on. */
  load(): void;
  /** Must go. Its occupancy says that it leaves, until it is gone; then it calls `review`. */
  unload(): void;
  /** Can never have room beside what stays. */
  refuse(): void;
};

/**
 * The memory that models may take on this machine. Whoever wants to load stands in one line, first come first served, so a
 * large model is not passed by small ones for ever. Knows no processes: tenants tell what they take.
 */
export class MemoryBudget {
  readonly #bytesMax: number;
  readonly #clock: Clock;
  readonly #tenants = new Set<Tenant>();
  readonly #line = new Set<Tenant>();
  #timer: NodeJS.Timeout | undefined;
  #isReviewing = false;

  constructor(bytesMax: number, clock: Clock) {
    this.#bytesMax = bytesMax;
    this.#clock = clock;
  }

  join(tenant: Tenant): void {
    this.#tenants.add(tenant);
  }

  leave(tenant: Tenant): void {
    this.#tenants.delete(tenant);
    this.withdraw(tenant);
  }

  /** Lines up a tenant, which is told by `load` when there is room. */
  ask(tenant: Tenant): void {
    this.#line.add(tenant);
    this.review();
  }

  withdraw(tenant: Tenant): void {
    this.#line.delete(tenant);
    this.review();
  }

  /** Whether so much more would fit, with nobody going for it. */
  hasRoomFor(bytes: number): boolean {
    return this.#line.size === 0 && this.#roomFor(bytes).kind === "free";
  }

  /** To be called when a tenant became idle, grew, shrank or is gone. */
  review(): void {
    // What a tenant does when it is told may come back here; the round that runs sees it.
    if (this.#isReviewing) return;
    this.#isReviewing = true;
    clearTimeout(this.#timer);
    try {
      let goesOn = true;
      while (goesOn) goesOn = this.#step();
    } finally {
      this.#isReviewing = false;
    }
  }

  /** True when something changed and the next step may do more. */
  #step(): boolean {
    const [head] = this.#line;
    const room = this.#roomFor(head?.needBytes ?? 0);
    switch (room.kind) {
      case "free":
        if (head === undefined) return false;
        this.#line.delete(head);
        head.load();
        return true;
      case "evict":
        for (const { tenant } of room.victims) tenant.unload();
        return true;
      case "never":
        if (head === undefined) return false;
        this.#line.delete(head);
        head.refuse();
        return true;
      case "wait":
        this.#reviewAt(room.untilMs);
        return false;
    }
  }

  #roomFor(needBytes: number): Room<Occupant & { readonly tenant: Tenant }> {
    const occupants = [...this.#tenants].flatMap((tenant) => {
      const { occupancy } = tenant;
      return occupancy === null ? [] : [{ ...occupancy, tenant }];
    });
    return decideRoom(occupants, { needBytes, bytesMax: this.#bytesMax, nowMs: this.#clock.monotonicMs() });
  }

  #reviewAt(atMs: number | null): void {
    if (atMs === null) return;
    const delayMs = Math.max(Math.ceil(atMs - this.#clock.monotonicMs()), 0);
    this.#timer = setTimeout(() => this.review(), delayMs).unref();
  }
}
