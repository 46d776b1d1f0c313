/** Rows of tokens as two tensors of [rows, longest], padded on the right with token 0. */
export type PaddedRows = {
  ids: BigInt64Array;
  mask: BigInt64Array;
  shape: [number, number];
  lengths: number[];
};

export function padRows(rows: readonly (readonly number[])[]): PaddedRows {
  const lengths = rows.map((row) => row.length);
  const longest = Math.max(...lengths);
  const ids = new BigInt64Array(rows.length * longest);
  const mask = new BigInt64Array(rows.length * longest);
  // Little-endian: the low words carry the values, and no BigInt is made for each token.
  const [idWords, maskWords] = [new Int32Array(ids.buffer), new Int32Array(mask.buffer)];
  for (const [index, row] of rows.entries()) {
    for (const [place, id] of row.entries()) {
      idWords[2 * (index * longest + place)] = id;
      maskWords[2 * (index * longest + place)] = 1;
    }
  }
  return { ids, mask, shape: [rows.length, longest], lengths };
}

/** The mean over each row's real tokens of [rows, longest, width], at unit length. */
export function meanVectors(
  values: Float32Array,
  { shape: [rows, longest], lengths }: PaddedRows,
): Float32Array[] {
  const width = values.length / (rows * longest);
  return lengths.map((length, row) => {
    const sum = new Float32Array(width);
    const start = row * longest * width;
    for (let offset = 0; offset < length * width; offset += 1) {
      const index = offset % width;
      sum[index] = (sum[index] ?? 0) + (values[start + offset] ?? 0);
    }
    const norm = Math.hypot(...sum);
    return sum.map((value) => value / norm);
  });
}

/** Indices of the rows, shortest first. */
export function orderByLength(rows: readonly { readonly length: number }[]): number[] {
  return rows.map((_, index) => index).sort((a, b) => (rows[a]?.length ?? 0) - (rows[b]?.length ?? 0));
}
