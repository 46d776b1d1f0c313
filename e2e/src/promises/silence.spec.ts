import { startProduct } from "@millrace/testing";
import { expect } from "@playwright/test";
import { startLoad } from "../watching/load.ts";
import { watchSockets } from "../watching/sockets.ts";
import { test } from "./home.ts";

const START_TIMEOUT_MS = 180_000;

test("from the first start to the last moment, nothing is connected to another machine", async ({ home }) => {
  test.setTimeout(START_TIMEOUT_MS);
  const watch = watchSockets(home);
  const product = await startProduct(home);
  const load = startLoad(product, 4);
  await load.moreAnswers(100);
  expect((await fetch(`${product.consoleUrl}/sign-in`)).status).toBe(200);
  await load.stop();
  await product.stop();
  const { local, foreign } = await watch.stop();
  expect(local).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});
