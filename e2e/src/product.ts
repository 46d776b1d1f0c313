import { discardProduct, type Product, startProduct } from "@millrace/testing";
import { test as base } from "@playwright/test";

const START_TIMEOUT_MS = 180_000;

/** The whole product, started once for all tests of a worker, as `npm start` does it after the build. */
export const test = base.extend<object, { product: Product }>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern that nothing else is needed.
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await discardProduct(product);
    },
    { scope: "worker", timeout: START_TIMEOUT_MS },
  ],
});
