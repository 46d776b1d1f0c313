/** Shows a line while a step runs and when it ends, with the seconds it took. */
export async function progress<T>(name: string, work: () => Promise<T>): Promise<T> {
  const startedMs = performance.now();
  const live = process.stdout.isTTY;
  if (live) process.stdout.write(`  … ${name}`);
  const result = await work();
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(
    `${live ? "\r\x1b[K" : ""}  ✓ ${name} ${" ".repeat(Math.max(1, 32 - name.length))}${seconds} s\n`,
  );
  return result;
}
