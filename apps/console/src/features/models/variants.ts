import { chooseVariant, type Model, type ModelProfile, speedUpOf, type Variant } from "@millrace/catalog";

/** A variant as it was measured, beside the others. */
export type MeasuredVariant = {
  profile: ModelProfile;
  /** Of the fastest batch that was measured; null without any. */
  perSecond: number | null;
  /** How many times faster than fp32; null for fp32 itself, and where nothing can be compared. */
  speedUp: number | null;
  /** What a deployment gets that leaves the choice to us. */
  isDefault: boolean;
};

/** fp32 first. */
export function measuredVariants({ profiles }: Pick<Model, "profiles">): MeasuredVariant[] {
  const chosen = chooseVariant(profiles);
  return profiles
    .toSorted((a, b) => rank(a.variant) - rank(b.variant))
    .map((profile) => ({
      profile,
      perSecond: fastestOf(profile),
      speedUp: profile.variant === "fp32" ? null : speedUpOf(profiles),
      isDefault: profile.variant === chosen,
    }));
}

/** The best rate of what a deployment gets by default; null before the first measurement. */
export function fastestRate(model: Pick<Model, "profiles">): number | null {
  return measuredVariants(model).find(({ isDefault }) => isDefault)?.perSecond ?? null;
}

function fastestOf({ grid }: ModelProfile): number | null {
  return grid.length === 0 ? null : Math.max(...grid.map(({ tokensPerSecond }) => tokensPerSecond));
}

function rank(variant: Variant): number {
  return variant === "fp32" ? 0 : 1;
}

/** One batch size, and what each variant took for it; null where it was not measured. */
export type GridRow = { rows: number; tokens: number; medianMs: (number | null)[] };

/** All batch sizes that any variant was measured on, smallest first; a column for each variant. */
export function gridRows(profiles: readonly ModelProfile[]): GridRow[] {
  const sizes = new Map(
    profiles.flatMap(({ grid }) => grid.map(({ rows, tokens }) => [`${rows}×${tokens}`, { rows, tokens }])),
  );
  return [...sizes.values()]
    .toSorted((a, b) => a.tokens - b.tokens || a.rows - b.rows)
    .map(({ rows, tokens }) => ({
      rows,
      tokens,
      medianMs: profiles.map(
        ({ grid }) => grid.find((cell) => cell.rows === rows && cell.tokens === tokens)?.medianMs ?? null,
      ),
    }));
}
