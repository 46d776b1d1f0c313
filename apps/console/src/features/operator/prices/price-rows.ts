import { type PriceVersion, priceAt } from "@millrace/prices";

/** What a model costs every team or one team in a currency: now, and from when on something else. */
export type PriceRow = {
  key: string;
  modelName: string;
  currency: string;
  teamId: string | null;
  /** Null: for every team. */
  teamName: string | null;
  inForce: PriceVersion | null;
  /** Nothing of the team's own is in force, so that it pays what every team does. */
  paysCommon: boolean;
  /** Soonest first. */
  toCome: PriceVersion[];
};

type Known = {
  modelNames: readonly string[];
  teams: readonly { id: string; name: string }[];
  /** Of models that have no price yet. */
  currency: string;
  at: Date;
};

/** By model, every team's price before those of single teams; a model without any has a row that says so. */
export function priceRows(
  versions: readonly PriceVersion[],
  { modelNames, teams, currency, at }: Known,
): PriceRow[] {
  const nameOf = new Map(teams.map(({ id, name }) => [id, name]));
  const priced = Map.groupBy(versions, (version) => keyOf(version));
  const rows = [...priced.values()].flatMap((own): PriceRow[] => {
    const [first] = own;
    if (first === undefined) return [];
    const { modelName, teamId } = first;
    const toCome = own
      .filter(({ effectiveFrom }) => effectiveFrom > at)
      .sort((left, right) => left.effectiveFrom.getTime() - right.effectiveFrom.getTime());
    const place = { modelName, currency: first.currency, teamId };
    const teamName = teamId === null ? null : (nameOf.get(teamId) ?? teamId);
    const inForce = priceAt(own, { ...place, at });
    const paysCommon = teamId !== null && inForce === null && priceAt(versions, { ...place, at }) !== null;
    return [{ ...place, key: keyOf(place), teamName, inForce, paysCommon, toCome }];
  });
  const known = new Set(rows.filter(({ teamId }) => teamId === null).map(({ modelName }) => modelName));
  const unpriced = modelNames
    .filter((modelName) => !known.has(modelName))
    .map((modelName) => {
      const place = { modelName, currency, teamId: null };
      return { ...place, key: keyOf(place), teamName: null, inForce: null, paysCommon: false, toCome: [] };
    });
  return [...rows, ...unpriced].sort(
    (left, right) => compare(left.modelName, right.modelName) || compare(sorted(left), sorted(right)),
  );
}

function keyOf({ modelName, currency, teamId }: Pick<PriceRow, "modelName" | "currency" | "teamId">): string {
  return `${modelName} ${currency} ${teamId ?? ""}`;
}

/** Nothing stands before any name. */
function sorted({ currency, teamName }: PriceRow): string {
  return `${teamName ?? ""} ${currency}`;
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
