import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discardProduct, startProduct } from "@millrace/testing";
import { expect } from "@playwright/test";
import { test } from "../product.ts";
import { startLoad } from "../watching/load.ts";
import { watchSockets } from "../watching/sockets.ts";

const START_TIMEOUT_MS = 180_000;

test("from the first start to the last moment, nothing is connected to another machine", async () => {
  test.setTimeout(START_TIMEOUT_MS);
  const home = await mkdtemp(join(tmpdir(), "millrace-product-"));
  const watch = watchSockets(home);
  const product = await startProduct(home);
  const load = startLoad(product, 4);
  await load.moreAnswers(100);
  expect((await fetch(`${product.consoleUrl}/sign-in`)).status).toBe(200);
  await load.stop();
  await discardProduct(product);
  const { local, foreign } = await watch.stop();
  expect(local).toBeGreaterThan(0);
  expect(foreign).toEqual([]);
});
