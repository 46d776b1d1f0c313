import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

export type GivenCredit = { team: string; name: string; amount: string };

/** An operator gives a team credit, on the page of all teams. */
export async function giveCredit(person: Person, { team, name, amount }: GivenCredit): Promise<void> {
  const { page, hands, say, product, look } = person;
  await page.goto(`${product.consoleUrl}/operator/teams`);
  await hands.press(page.getByRole("button", { name: say("operator.teams.credit.openFor", { team }) }));
  const dialog = page.getByRole("dialog", { name: say("operator.teams.credit.title", { team }) });
  const amountLabel = say("operator.teams.credit.amount", { currency: "USD" });
  await hands.write(dialog.getByRole("textbox", { name: amountLabel }), amount);
  await hands.write(
    dialog.getByRole("textbox", { name: say("operator.teams.credit.name"), exact: true }),
    name,
  );
  await look();
  await hands.press(dialog.getByRole("button", { name: say("operator.teams.credit.act"), exact: true }));
  await expect(page.getByText(say("operator.teams.credit.done", { team }))).toBeVisible();
  await expect(dialog).toBeHidden();
}
