import { startProduct } from "@millrace/testing";
import { expect } from "@playwright/test";
import { embed, startLoad } from "../watching/load.ts";
import { processesOf } from "../watching/processes.ts";
import { readUsage } from "../watching/usage.ts";
import { test } from "./home.ts";

const STARTS_TIMEOUT_MS = 180_000;
/** Of a start that has nothing to make anew. */
const NEXT_START_MS = 15_000;

test("Ctrl-C leaves no process, and a second start finds all data again", async ({ home }) => {
  test.setTimeout(STARTS_TIMEOUT_MS);
  const first = await startProduct(home);
  const load = startLoad(first, 4);
  await load.moreAnswers(20);
  expect((await processesOf(home)).length).toBeGreaterThan(4);
  const [code, { answered }] = await Promise.all([first.stop(), load.stop()]);
  expect(code).toBe(0);
  expect(await processesOf(home)).toEqual([]);
  expect(answered.length).toBeGreaterThanOrEqual(20);

  const startedMs = performance.now();
  const second = await startProduct(home);
  expect(performance.now() - startedMs).toBeLessThan(NEXT_START_MS);
  expect(second).toMatchObject({ email: first.email, password: first.password, apiKey: first.apiKey });
  await embed(second, "the key of the first start still works");
  const { recorded } = await readUsage(second);
  expect(answered.filter((id) => !recorded.has(id))).toEqual([]);
  await second.stop();
  expect(await processesOf(home)).toEqual([]);
});
