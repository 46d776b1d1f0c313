import type { AccountName } from "../account.ts";
import { grantOf } from "../rules/grant-of.ts";
import type { Answer, Ask } from "./ask.ts";
import type { LeaseSource } from "./reservation.ts";

type Row = { granted: bigint; settled: bigint; isRecalled: boolean; answeredAt: number };

/** The leases of one account as the database keeps them, in memory, with a clock that ticks at each call. */
export class LeaseTable {
  readonly #cap: bigint;
  readonly #setBy: string | null;
  readonly #rows = new Map<string, Row>();
  /** Holders that are gone: they answer nobody. */
  readonly #gone = new Set<string>();
  used = 0n;
  #tick = 0;

  constructor(cap: bigint, setBy: string | null = null) {
    this.#cap = cap;
    this.#setBy = setBy;
  }

  sourceOf(holder: string): LeaseSource {
    let last: AccountName | null = null;
    return {
      ask: async (asks) => {
        last = asks[0]?.account ?? last;
        return asks.map((ask) => this.#answer(holder, ask));
      },
      recalled: async () => (this.#rows.get(holder)?.isRecalled && last !== null ? [last] : []),
    };
  }

  /** A record of this holder is stored. */
  store(holder: string, amount: bigint): void {
    this.used += amount;
    const row = this.#rows.get(holder);
    if (row) row.settled += amount;
  }

  /** It was killed; what it held stays until `free`. */
  kill(holder: string): void {
    this.#gone.add(holder);
  }

  /** What is reserved under its lease. */
  heldBy(holder: string): bigint {
    const row = this.#rows.get(holder);
    return row === undefined ? 0n : reserved(row);
  }

  free(holder: string): void {
    this.#rows.delete(holder);
  }

  #answer(holder: string, { granted, need, want, closes, answersRecall }: Ask): Answer {
    this.#tick += 1;
    const mine = this.#rows.get(holder);
    const isAnew = mine === undefined && granted > 0n;
    const base = isAnew ? 0n : granted;
    const settled = mine?.settled ?? 0n;
    const reservedByOthers = this.#others(holder).reduce((sum, row) => sum + reserved(row), 0n);
    const standing = {
      left: this.#cap - this.used,
      reservedByOthers,
      reservedHere: base > settled ? base - settled : 0n,
    };
    const given = need + want === 0n ? 0n : grantOf(standing, { need, want });
    if (closes) this.#rows.delete(holder);
    else
      this.#rows.set(holder, {
        granted: base + given,
        settled,
        isRecalled: answersRecall ? false : (mine?.isRecalled ?? false),
        answeredAt: answersRecall ? this.#tick : (mine?.answeredAt ?? 0),
      });
    return {
      granted: base + given,
      isAnew,
      limit: { id: "limit", value: this.#cap, setBy: this.#setBy, throttleAt: null },
      beyond: 0n,
      hasMore: false,
      used: this.used,
      free: standing.left - reservedByOthers - standing.reservedHere - given,
      othersAnsweredAt: given < need ? this.#recallOthers(holder) : null,
      at: String(this.#tick).padStart(9, "0"),
    };
  }

  #recallOthers(holder: string): string | null {
    const held = this.#others(holder, { living: true }).filter((row) => reserved(row) > 0n);
    for (const row of held) row.isRecalled = true;
    const first = Math.min(...held.map(({ answeredAt }) => answeredAt));
    return held.length === 0 ? null : String(first).padStart(9, "0");
  }

  #others(holder: string, { living = false } = {}): Row[] {
    return [...this.#rows].flatMap(([name, row]) =>
      name === holder || (living && this.#gone.has(name)) ? [] : [row],
    );
  }
}

function reserved({ granted, settled }: Row): bigint {
  return granted > settled ? granted - settled : 0n;
}
