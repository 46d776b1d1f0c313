/** 0 … 1, the same again for the same seed. */
export type Random = () => number;

/** mulberry32 */
export function seededRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function damaged(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  const at = below(bytes.length, random);
  const [head, tail] = [bytes.slice(0, at), bytes.slice(at)];
  switch (below(4, random)) {
    case 0:
      return Uint8Array.from([...head, below(256, random), ...tail]);
    case 1:
      return Uint8Array.from([...head, ...tail.slice(1 + below(16, random))]);
    case 2:
      return Uint8Array.from([...head, ...tail.slice(0, 1 + below(16, random)), ...tail]);
    default:
      return Uint8Array.from([...head, below(256, random), ...tail.slice(1)]);
  }
}

export function some<Item>(items: readonly Item[], random: Random, change: (item: Item) => void): void {
  const item = items[below(items.length, random)];
  if (item !== undefined) change(item);
}

export function pick<Item>(items: readonly Item[], random: Random): Item {
  const item = items[below(items.length, random)];
  if (item === undefined) throw new Error("nothing to pick from");
  return item;
}

export function below(count: number, random: Random): number {
  return Math.min(Math.floor(random() * count), Math.max(count - 1, 0));
}
