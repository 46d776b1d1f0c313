import { expect, type Locator } from "@playwright/test";
import type { Person } from "../person.ts";
import { goTo } from "./go-to.ts";

/** Sets what a key may spend in a month, in the team's currency, and at which share of it somebody is told. */
export async function setBudget(
  person: Person,
  keyName: string,
  { amount, tellAt }: { amount: string; tellAt: string },
): Promise<void> {
  const { page, hands, say, look } = person;
  await goTo(person, "limits");
  await look();
  await hands.press(page.getByRole("button", { name: say("limits.set.open") }));
  const dialog = page.getByRole("dialog", { name: say("limits.set.title") });
  await hands.choose(say("limits.set.scope"), say("limits.set.scopes.key"));
  await hands.choose(say("limits.set.subject.key"), keyName);
  await hands.choose(say("limits.set.measure"), say("limits.set.measures.spend"));
  await hands.choose(say("limits.set.period"), say("limits.set.periods.month"));
  await hands.write(
    dialog.getByRole("textbox", { name: say("limits.value.spend", { currency: "USD" }) }),
    amount,
  );
  await hands.write(dialog.getByRole("textbox", { name: say("limits.steps.shares") }), tellAt);
  await look();
  await hands.press(dialog.getByRole("button", { name: say("limits.set.act"), exact: true }));
  await expect(dialog).toBeHidden();
  await expect(limitOf(person, keyName)).toBeVisible();
}

/** Looks at what only this key is held to. */
export async function testAs({ page, hands, say }: Person, keyName: string): Promise<Locator> {
  await hands.choose(say("limits.test.label"), keyName);
  const prospect = page.getByRole("region", { name: say("limits.test.title", { key: keyName }) });
  await expect(prospect).toBeVisible();
  return prospect;
}

/** Raises the key's limit until tomorrow. */
export async function raiseLimit(
  person: Person,
  keyName: string,
  { amount, reason }: { amount: string; reason: string },
): Promise<void> {
  const { page, hands, say, look } = person;
  await hands.press(limitOf(person, keyName).getByRole("button"));
  await hands.press(page.getByRole("menuitem", { name: say("limits.raise.open") }));
  const dialog = page.getByRole("dialog", { name: say("limits.raise.title") });
  await hands.write(
    dialog.getByRole("textbox", { name: say("limits.value.spend", { currency: "USD" }) }),
    amount,
  );
  await hands.write(dialog.getByRole("textbox", { name: say("limits.raise.reason") }), reason);
  await look();
  await hands.press(dialog.getByRole("button", { name: say("limits.raise.act"), exact: true }));
  await expect(dialog).toBeHidden();
}

/** The row of the limit that is for this key. */
export function limitOf({ page, say }: Person, keyName: string): Locator {
  return page.getByRole("table", { name: say("limits.scopes.key") }).getByRole("row", { name: keyName });
}
