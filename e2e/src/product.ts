import { discardProduct, type Product, startProduct } from "@millrace/testing";
import { test as base } from "@playwright/test";
import { type Mailbox, openMailbox } from "./mailbox.ts";

const START_TIMEOUT_MS = 180_000;

/** The whole product, started once for all tests of a worker, as `npm start` does it after the build; its mail is taken in. */
export const test = base.extend<object, { product: Product; mailbox: Mailbox }>({
  mailbox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern that nothing else is needed.
    async ({}, use) => {
      const mailbox = await openMailbox();
      await use(mailbox);
      await mailbox.close();
    },
    { scope: "worker" },
  ],
  product: [
    async ({ mailbox }, use) => {
      const product = await startProduct(undefined, {
        SMTP_URL: mailbox.smtpUrl,
        MAIL_FROM: "Millrace <millrace@example.test>",
      });
      await use(product);
      await discardProduct(product);
    },
    { scope: "worker", timeout: START_TIMEOUT_MS },
  ],
});
