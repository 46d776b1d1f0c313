/** Options of a session over a model in memory. */
export const ONE_THREAD = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  logSeverityLevel: 4,
  extra: { session: { intra_op: { allow_spinning: "0" } } },
} as const;

export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, aSquares, bSquares] = [0, 0, 0];
  for (let index = 0; index < a.length; index++) {
    const [left, right] = [a[index] ?? 0, b[index] ?? 0];
    product += left * right;
    aSquares += left * left;
    bSquares += right * right;
  }
  return product / Math.sqrt(aSquares * bSquares);
}
