import type { ParsedPrice, PriceVersion, Rate } from "../price-version.ts";
import { closedUntil } from "./closed-until.ts";

export type Placing<Version> =
  | { kind: "new" }
  /** The very same version is there already. */
  | { kind: "known"; version: Version }
  /** It would change what something that already happened costs; only after `after` is the price still open. */
  | { kind: "too_late"; after: Date };

/**
 * Where a new version stands among those of the same model and currency. The past keeps its price: the first version may
 * begin at any time, each later one only after the newest one of the same team, or of everybody, and late enough for every
 * node to know it. So does a team's first one where everybody has a price already.
 */
export function placeInHistory(
  history: readonly PriceVersion[],
  next: ParsedPrice,
  now: Date,
): Placing<PriceVersion> {
  const own = history.filter(({ teamId }) => teamId === next.teamId);
  const twin = own.find((version) => isSame(version, next));
  if (twin) return { kind: "known", version: twin };
  const hadPrice = own.length > 0 || (next.teamId !== null && history.some(({ teamId }) => teamId === null));
  if (!hadPrice) return { kind: "new" };
  const after = closedUntil(own, now);
  return next.effectiveFrom > after ? { kind: "new" } : { kind: "too_late", after };
}

function isSame(version: PriceVersion, next: ParsedPrice): boolean {
  return (
    version.effectiveFrom.getTime() === next.effectiveFrom.getTime() &&
    version.rates.length === next.rates.length &&
    next.rates.every((rate) => version.rates.some((known) => isSameRate(known, rate)))
  );
}

function isSameRate(left: Rate, right: Rate): boolean {
  return (
    left.unit === right.unit && left.pricePico === right.pricePico && isSameTiers(left.tiers, right.tiers)
  );
}

function isSameTiers(left: Rate["tiers"], right: Rate["tiers"]): boolean {
  if (left === undefined || right === undefined) return left === right;
  return (
    left.mode === right.mode &&
    left.tiers.length === right.tiers.length &&
    left.tiers.every(({ above, pricePico }, index) => {
      const other = right.tiers[index];
      return above === other?.above && pricePico === other.pricePico;
    })
  );
}
