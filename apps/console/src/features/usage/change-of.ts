/** What became of a figure: by how much it differs, and as a share of what it was; null where it was nothing. */
export type Change = { by: number | bigint; share: number | null };

export function changeOf<T extends number | bigint>(now: T, before: T): Change {
  const by = typeof now === "bigint" ? now - BigInt(before) : Number(now) - Number(before);
  return { by, share: Number(before) === 0 ? null : Number(by) / Number(before) };
}
