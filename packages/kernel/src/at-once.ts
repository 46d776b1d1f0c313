/** Does the work for each item, for at most so many at the same time, beginning in their order. Rejects when one does; others end by themselves. */
export async function atOnce<T>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const take = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(count, items.length) }, take));
}
