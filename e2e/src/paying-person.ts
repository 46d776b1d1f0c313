import { randomBytes } from "node:crypto";
import { type StripeTwin, startStripeTwin } from "@millrace/stripe-twin";
import type { Product } from "@millrace/testing";
import { test as withPerson } from "./person.ts";

/** People in front of a console whose operator has a payment provider: a stand-in for Stripe, which tells of what happens there. */
export const test = withPerson.extend<
  object,
  {
    twin: StripeTwin;
    webhookSecrets: readonly [string, string];
    /** Whether tests move the provider's time: they share neither it nor a product with those that do not. */
    movesTime: boolean;
  }
>({
  movesTime: [false, { scope: "worker", option: true }],
  webhookSecrets: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern that nothing else is needed.
    async ({}, use) => use([newSecret(), newSecret()]),
    { scope: "worker" },
  ],
  twin: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from this pattern that nothing else is needed.
    async ({}, use) => {
      const twin = await startStripeTwin();
      await use(twin);
      await twin.stop();
    },
    { scope: "worker" },
  ],
  settings: [
    async ({ twin, webhookSecrets }, use) => {
      await use({
        STRIPE_SECRET_KEY: twin.secretKey,
        STRIPE_WEBHOOK_SECRETS: webhookSecrets.join(),
        STRIPE_API_BASE: twin.url,
      });
    },
    { scope: "worker" },
  ],
  product: [
    async ({ product, twin, webhookSecrets }, use) => {
      tellConsole(twin, product, webhookSecrets);
      await use(product);
    },
    { scope: "worker" },
  ],
});

/** From now on the console hears of what happens at the provider. */
export function tellConsole(
  twin: StripeTwin,
  { consoleUrl }: Pick<Product, "consoleUrl">,
  [snapshot, thin]: readonly [string, string],
): void {
  const url = `${consoleUrl}/api/stripe`;
  twin.sendEventsTo([
    { url, secrets: [snapshot] },
    { url, secrets: [thin], payload: "thin" },
  ]);
}

function newSecret(): string {
  return `whsec_${randomBytes(24).toString("hex")}`;
}
