/** The value below which the share `portion` (0 … 1) of the sorted values lies: nearest rank. Throws on none. */
export function quantile(sorted: ArrayLike<number>, portion: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(portion * sorted.length) - 1))];
  if (value === undefined) throw new Error("no values");
  return value;
}

export type Spread = { median: number; min: number; max: number };

/** Middle and ends. Throws on none. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: medianOf(sorted), min: quantile(sorted, 0), max: quantile(sorted, 1) };
}

function medianOf(sorted: readonly number[]): number {
  const upper = quantile(sorted, 0.5);
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2] ?? upper)) / 2;
}

/** Of two vectors of the same width. */
export function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, index) => sum + value * (y[index] ?? Number.NaN), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
