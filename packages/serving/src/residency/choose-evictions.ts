/** What is known of a loaded model that may go. */
export type Evictable = {
  readonly bytes: number;
  /** What it would take to have it back. */
  readonly loadMs: number;
  readonly requestsPerSecond: number;
};

/**
 * Those that must go for `needBytes` to become free: the ones that are worth least, and none that need not go. Null when
 * even all of them are not enough, for then nobody should go in vain.
 */
export function chooseEvictions<T extends Evictable>(evictable: readonly T[], needBytes: number): T[] | null {
  if (needBytes <= 0) return [];
  const chosen: T[] = [];
  let freedBytes = 0;
  for (const one of evictable.toSorted((a, b) => worthOf(a) - worthOf(b))) {
    if (freedBytes >= needBytes) break;
    chosen.push(one);
    freedBytes += one.bytes;
  }
  return freedBytes >= needBytes ? sparing(chosen, freedBytes - needBytes) : null;
}

/** Load time that it saves per second, by the memory it takes. */
function worthOf({ bytes, loadMs, requestsPerSecond }: Evictable): number {
  return (loadMs * requestsPerSecond) / Math.max(bytes, 1);
}

/** A large one chosen last may have made small ones before it needless; the worthiest of those stays. */
function sparing<T extends Evictable>(chosen: readonly T[], surplusBytes: number): T[] {
  let surplus = surplusBytes;
  return chosen
    .toReversed()
    .filter(({ bytes }) => {
      const isNeeded = bytes > surplus;
      if (!isNeeded) surplus -= bytes;
      return isNeeded;
    })
    .reverse();
}
