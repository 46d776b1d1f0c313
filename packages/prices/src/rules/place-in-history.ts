import type { NewPrice, PriceVersion } from "../price-version.ts";

/** Every node knows a new version by then: what it reserves for a request is what the request is charged. */
const KNOWN_WITHIN_MS = 10_000;

export type Placing =
  | { kind: "new" }
  /** The very same version is there already. */
  | { kind: "known"; version: PriceVersion }
  /** It would change what something that already happened costs; only from `after` on is the price still open. */
  | { kind: "too_late"; after: Date };

/**
 * Where a new version stands among those of the same model and currency. The past keeps its price: the first version may
 * begin at any time, each later one only after the newest one, and late enough for every node to know it.
 */
export function placeInHistory(history: readonly PriceVersion[], next: NewPrice, now: Date): Placing {
  const twin = history.find((version) => isSame(version, next));
  if (twin) return { kind: "known", version: twin };
  const newest = history.reduce<Date | null>(
    (latest, { effectiveFrom }) => (latest === null || effectiveFrom > latest ? effectiveFrom : latest),
    null,
  );
  if (newest === null) return { kind: "new" };
  const known = new Date(now.getTime() + KNOWN_WITHIN_MS);
  const after = newest > known ? newest : known;
  return next.effectiveFrom > after ? { kind: "new" } : { kind: "too_late", after };
}

function isSame(version: PriceVersion, next: NewPrice): boolean {
  return (
    version.effectiveFrom.getTime() === next.effectiveFrom.getTime() &&
    version.rates.length === next.rates.length &&
    next.rates.every(({ unit, pricePico }) =>
      version.rates.some((rate) => rate.unit === unit && rate.pricePico === pricePico),
    )
  );
}
