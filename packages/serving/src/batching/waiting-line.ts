import { type BatchBounds, chooseBatch } from "./choose-batch.ts";
import type { BatchCost } from "./cost-model.ts";

/** Only this many of the oldest are compared, so that choosing takes no longer when more wait. */
export const WINDOW_ITEMS = 512;

type WaitingItem = {
  /** Counts up as items come in; what returns finds its old place by it. */
  readonly order: number;
  readonly tokens: number;
  readonly alone: boolean;
};

/** Inputs that wait for a batch, oldest first. */
export class WaitingLine<Item extends WaitingItem> {
  #items: Item[] = [];
  #tokens = 0;

  get size(): number {
    return this.#items.length;
  }

  get tokens(): number {
    return this.#tokens;
  }

  get oldest(): Item | undefined {
    return this.#items[0];
  }

  join(items: readonly Item[]): void {
    for (const item of items) this.#items.push(item);
    this.#count(items, 1);
  }

  /** Puts items that were taken before back to where they stood. */
  rejoin(items: readonly Item[]): void {
    this.#items = [...items, ...this.#items].sort((a, b) => a.order - b.order);
    this.#count(items, 1);
  }

  /** Takes the next batch away; empty when nothing waits. An item that must be alone is a batch of its own. */
  take(bounds: BatchBounds, costMs: BatchCost): Item[] {
    const window = this.#items.slice(0, WINDOW_ITEMS);
    const companions = window[0]?.alone ? window.slice(0, 1) : window.filter((item) => !item.alone);
    const lengths = companions.map((item) => item.tokens);
    const batch = chooseBatch(lengths, bounds, costMs).flatMap((position) => companions[position] ?? []);
    const taken = new Set(batch);
    this.#items.splice(0, window.length, ...window.filter((item) => !taken.has(item)));
    this.#count(batch, -1);
    return batch;
  }

  /** Takes away, and gives, every item that matches. */
  remove(matches: (item: Item) => boolean): Item[] {
    const removed = this.#items.filter(matches);
    this.#items = this.#items.filter((item) => !matches(item));
    this.#count(removed, -1);
    return removed;
  }

  #count(items: readonly Item[], sign: 1 | -1): void {
    for (const { tokens } of items) this.#tokens += sign * tokens;
  }
}
