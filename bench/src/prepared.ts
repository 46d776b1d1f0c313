import type { Bench, Scenario } from "./benchmark.ts";

/** What is started goes onto the stack, and ends in reverse: after the measuring, or when preparing fails. */
export async function prepared(
  work: (started: AsyncDisposableStack) => Promise<readonly Scenario[]>,
): Promise<Bench> {
  const started = new AsyncDisposableStack();
  try {
    return { scenarios: await work(started), stop: () => started.disposeAsync() };
  } catch (error) {
    await started.disposeAsync();
    throw error;
  }
}

/** Notes how something that was started ends, and gives it on. */
export function until<T extends { stop(): Promise<void> }>(started: AsyncDisposableStack, thing: T): T {
  started.defer(() => thing.stop());
  return thing;
}
