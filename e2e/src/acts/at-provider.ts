import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

/** The cards of the provider's test pages that are used here, by their names there. */
export const CARDS = { works: "pm_card_visa", declinedLater: "pm_card_chargeCustomerFail" } as const;
export type Card = keyof typeof CARDS;

/** At the provider's page for a purchase, which is in English: pays, and is sent back. */
export async function payAtProvider(person: Person, card: Card = "works"): Promise<void> {
  const { page, hands } = person;
  await expectCheckout(person);
  await page.getByRole("combobox", { name: "Card" }).selectOption(CARDS[card]);
  await hands.press(page.getByRole("button", { name: "Pay", exact: true }));
}

/** The card is declined; the page stays, and says so. */
export async function beDeclinedAtProvider(person: Person): Promise<void> {
  const { page, hands } = person;
  await expectCheckout(person);
  await hands.press(page.getByRole("button", { name: "Decline", exact: true }));
  await expect(page.getByRole("alert")).toBeVisible();
}

/** Comes back without paying. */
export async function leaveProvider({ page, hands }: Person): Promise<void> {
  await hands.press(page.getByRole("link", { name: "Back", exact: true }));
}

async function expectCheckout({ page }: Person): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
}

/** At the provider's pages about cards: another card pays from now on. */
export async function changeCard(person: Person, card: Card): Promise<void> {
  const { page, hands, say } = person;
  await hands.press(page.getByRole("button", { name: say("billing.payments.method.open") }));
  await page.getByRole("combobox", { name: "Card" }).selectOption(CARDS[card]);
  await hands.press(page.getByRole("button", { name: "Use this card" }));
  await expect(page.getByText("Ends in")).toBeVisible();
  await leaveProvider(person);
  await expect(page.getByRole("heading", { level: 1, name: say("billing.title") })).toBeVisible();
}
