import type { Clock } from "@millrace/kernel";
import type { DataKey } from "./data-key.ts";
import type { Owner } from "./rules/place.ts";

/** Of so many owners' keys at once; more are unwrapped again. */
const ENTRIES_MAX = 1_000;
/** Longer, and the secrets of a team that is deleted could be opened from a copy for longer. */
const KEPT_MS = 5 * 60_000;

/** Unwrapped data keys, for a short time. Asked for with the owner, so that a cached key is no way around the database's rows. */
export class DataKeyCache {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { bytes: Uint8Array; untilMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get({ owner, id }: Pick<DataKey, "owner" | "id">): Uint8Array | null {
    const entry = this.#entries.get(nameOf(owner, id));
    return entry !== undefined && entry.untilMs > this.#clock.monotonicMs() ? entry.bytes : null;
  }

  put({ owner, id }: Pick<DataKey, "owner" | "id">, bytes: Uint8Array): void {
    const name = nameOf(owner, id);
    this.#entries.delete(name);
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= ENTRIES_MAX) this.#entries.delete(oldest);
    this.#entries.set(name, { bytes, untilMs: this.#clock.monotonicMs() + KEPT_MS });
  }
}

const nameOf = (owner: Owner, id: string) => `${owner ?? ""} ${id}`;
