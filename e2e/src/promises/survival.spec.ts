import type { Product } from "@millrace/testing";
import { expect } from "@playwright/test";
import { test } from "../product.ts";
import { embed, startLoad } from "../watching/load.ts";
import { databasePid, inferenceProcess, sessionProcesses } from "../watching/processes.ts";
import { readUsage, type Usage } from "../watching/usage.ts";

const CLIENTS = 8;
/** What the usage page promises, and what a service takes to come back before it. */
const RECORDED_TIMEOUT_MS = 2_000;
const RECOVERED_TIMEOUT_MS = 20_000;

/** The answers that have no record yet. */
async function missing(product: Product, answered: readonly string[]): Promise<string[]> {
  const { recorded } = await readUsage(product);
  return answered.filter((id) => !recorded.has(id));
}

function expectRecords(product: Product, answered: readonly string[], timeout: number): Promise<void> {
  return expect
    .poll(() => missing(product, answered).catch(() => ["database away"]), { timeout })
    .toEqual([]);
}

/** Records come in the order of their answers, so with a new one there, none of an earlier request is on its way. */
async function usageSoFar(product: Product): Promise<Usage> {
  const load = startLoad(product, 1);
  await load.moreAnswers(1);
  const { answered } = await load.stop();
  await expectRecords(product, answered, RECORDED_TIMEOUT_MS);
  return readUsage(product);
}

/** Records that appeared beside those of the answers that clients got. */
function surplus(before: Usage, after: Usage, answered: readonly string[]): number {
  return after.recorded.size - before.recorded.size - answered.length;
}

test("a session process that is killed in mid-load costs no client an error", async ({ product }) => {
  const before = await usageSoFar(product);
  const load = startLoad(product, CLIENTS);
  await load.moreAnswers(50);
  const [session] = await sessionProcesses(product.home);
  if (session === undefined) throw new Error("no session process");
  process.kill(session.pid, "SIGKILL");
  await load.moreAnswers(50);
  const { answered, lost } = await load.stop();
  expect(lost).toEqual([]);
  const pids = (await sessionProcesses(product.home)).map(({ pid }) => pid);
  expect(pids).not.toContain(session.pid);
  expect(pids.length).toBeGreaterThan(0);
  await expectRecords(product, answered, RECORDED_TIMEOUT_MS);
  const after = await readUsage(product);
  expect(surplus(before, after, answered)).toBe(0);
  expect(after.summed).toBe(after.recorded.size);
});

test("an inference service that is killed loses no answered request and counts none twice", async ({
  product,
}) => {
  const before = await usageSoFar(product);
  const load = startLoad(product, CLIENTS);
  await load.moreAnswers(50);
  process.kill((await inferenceProcess(product.home)).pid, "SIGKILL");
  const { answered, lost } = await load.everyoneGone();
  expect(lost).toHaveLength(CLIENTS);

  await expect(async () => answered.push(await embed(product, "it is back"))).toPass({
    timeout: RECOVERED_TIMEOUT_MS,
  });
  await expectRecords(product, answered, RECORDED_TIMEOUT_MS);
  const after = await readUsage(product);
  expect(surplus(before, after, answered)).toBeGreaterThanOrEqual(0);
  expect(surplus(before, after, answered)).toBeLessThanOrEqual(lost.length);
  expect(after.summed).toBe(after.recorded.size);
});

test("while the database is killed, answers keep coming, and their records arrive when it is back", async ({
  product,
}) => {
  const before = await usageSoFar(product);
  const load = startLoad(product, CLIENTS);
  await load.moreAnswers(50);
  process.kill(await databasePid(product.home), "SIGKILL");
  await expect(readUsage(product)).rejects.toThrow();
  await load.moreAnswers(50);
  await expect
    .poll(
      () =>
        readUsage(product).then(
          () => true,
          () => false,
        ),
      { timeout: RECOVERED_TIMEOUT_MS },
    )
    .toBe(true);
  await load.moreAnswers(50);
  const { answered, lost } = await load.stop();
  expect(lost).toEqual([]);

  await expectRecords(product, answered, RECOVERED_TIMEOUT_MS);
  const after = await readUsage(product);
  expect(surplus(before, after, answered)).toBe(0);
  expect(after.summed).toBe(after.recorded.size);
});
