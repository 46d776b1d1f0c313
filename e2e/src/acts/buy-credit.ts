import { expect } from "@playwright/test";
import type { Person } from "../person.ts";
import { payAtProvider } from "./at-provider.ts";

/** The provider tells of it within moments; the page looks again every five seconds. */
const HERE_TIMEOUT_MS = 30_000;

/** On the billing page: buys one of the amounts that are suggested, such as "$25.00", and waits until it is there. */
export async function buyCredit(person: Person, amount: string): Promise<void> {
  const { page, hands, say, look } = person;
  await hands.press(page.getByRole("button", { name: say("billing.payments.buy.open"), exact: true }));
  const dialog = page.getByRole("dialog", { name: say("billing.payments.buy.title") });
  await hands.press(dialog.getByRole("button", { name: amount, exact: true }));
  await look();
  await hands.press(dialog.getByRole("button", { name: say("billing.payments.buy.act"), exact: true }));
  await payAtProvider(person);
  await expect(page.getByText(say("billing.payments.back.credit.done", { name: amount }))).toBeVisible({
    timeout: HERE_TIMEOUT_MS,
  });
  await look();
}
