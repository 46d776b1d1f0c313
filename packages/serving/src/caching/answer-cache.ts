import type { AnswerRoom } from "./answer-room.ts";

/**
 * What an entry takes beyond the numbers of its answer: key, place in the table and objects. Of half a million entries
 * with a short row Node 26 took 530 bytes of resident memory each.
 */
export const ENTRY_BYTES = 512;

/** How answers of one kind are kept. */
export type Keeping<Value> = {
  bytesOf(value: Value): number;
  /** Of its own memory: whoever gets an answer may write over it. */
  copyOf(value: Value): Value;
};

/**
 * Answers by key, as many as fit into a number of bytes and into the room that others use as well; of its own, the one
 * that was asked for longest ago goes first.
 */
export class AnswerCache<Value> {
  readonly #keeping: Keeping<Value>;
  readonly #room: AnswerRoom;
  /** In the order of their last use. */
  readonly #entries = new Map<string, { readonly value: Value; readonly bytes: number }>();
  #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number, keeping: Keeping<Value>, room: AnswerRoom) {
    this.#bytesMax = bytesMax;
    this.#keeping = keeping;
    this.#room = room;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  set bytesMax(bytesMax: number) {
    this.#bytesMax = bytesMax;
    while (this.#bytes > bytesMax) this.#dropOldest();
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return this.#keeping.copyOf(entry.value);
  }

  /** An answer that finds no room is not kept. */
  put(key: string, value: Value): void {
    this.#drop(key);
    const bytes = this.#keeping.bytesOf(value) + ENTRY_BYTES;
    if (bytes > this.#bytesMax) return;
    while (this.#bytes + bytes > this.#bytesMax || !this.#room.take(bytes)) {
      if (this.#entries.size === 0) return;
      this.#dropOldest();
    }
    this.#entries.set(key, { value: this.#keeping.copyOf(value), bytes });
    this.#bytes += bytes;
  }

  #dropOldest(): void {
    const oldest = this.#entries.keys().next().value;
    if (oldest !== undefined) this.#drop(oldest);
  }

  #drop(key: string): void {
    const bytes = this.#entries.get(key)?.bytes ?? 0;
    this.#bytes -= bytes;
    this.#room.give(bytes);
    this.#entries.delete(key);
  }
}
