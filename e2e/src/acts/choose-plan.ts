import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

/** On the billing page, in the dialogue with the plans side by side; `act` is the name of the button that does it. */
export async function choosePlan(person: Person, title: string, act: string): Promise<void> {
  const { page, hands, say, look } = person;
  const openers = page.getByRole("button", {
    name: new RegExp(`^(${say("billing.plan.choose.open")}|${say("billing.plan.choose.change")})$`),
  });
  await hands.press(openers);
  const dialog = page.getByRole("dialog");
  await hands.tick(dialog.getByRole("radio", { name: title, exact: true }));
  await expect(dialog.getByText(say("billing.plan.choose.whatHappens"))).toBeVisible();
  await look();
  await hands.press(dialog.getByRole("button", { name: act, exact: true }));
  await expect(dialog).toBeHidden();
}
