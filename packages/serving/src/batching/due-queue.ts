import type { LineItem, Ticket } from "./ticket.ts";

/** What waits of one flow, by due time and then by order. */
export class DueQueue<Item extends LineItem> {
  readonly #items: Item[] = [];

  get items(): readonly Item[] {
    return this.#items;
  }

  /** Items of one request with orders in a row: they stand together. */
  insert(items: readonly Item[]): void {
    const [first] = items;
    if (first !== undefined)
      this.#items.splice(this.#placeOf(first.ticket.dueAtMs, first.order), 0, ...items);
  }

  /** Takes away, and gives, all items of a request. */
  removeAll(ticket: Ticket): Item[] {
    const start = this.#placeOf(ticket.dueAtMs, Number.NEGATIVE_INFINITY);
    const end = this.#placeOf(ticket.dueAtMs, Number.POSITIVE_INFINITY);
    const alike = this.#items.slice(start, end);
    this.#items.splice(start, end - start, ...alike.filter((item) => item.ticket !== ticket));
    return alike.filter((item) => item.ticket === ticket);
  }

  /** Takes away those of the first `scanned` items that are in the set. */
  remove(taken: ReadonlySet<Item>, scanned: number): void {
    const kept = this.#items.slice(0, scanned).filter((item) => !taken.has(item));
    this.#items.splice(0, scanned, ...kept);
  }

  /** How many stand before this place. */
  #placeOf(dueAtMs: number, order: number): number {
    let [low, high] = [0, this.#items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const item = this.#items[middle];
      if (item !== undefined && (item.ticket.dueAtMs - dueAtMs || item.order - order) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
