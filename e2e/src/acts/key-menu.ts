import type { Locator } from "@playwright/test";
import type { Person } from "../person.ts";

/** Keys of one name are told apart by their last four characters. */
export function keyRow({ page }: Person, secret: string): Locator {
  return page.getByRole("row").filter({ hasText: `…${secret.slice(-4)}` });
}

/** Opens the menu of a key's row and takes one of its acts. */
export async function actOnKey(
  person: Person,
  { name, secret }: { name: string; secret: string },
  act: "edit" | "rotate" | "revoke",
): Promise<void> {
  const { page, hands, say } = person;
  const lastFour = secret.slice(-4);
  await hands.press(page.getByRole("button", { name: say("keys.menu.openFor", { name, lastFour }) }));
  const item = page.getByRole("menuitem", { name: say(`keys.menu.${act}`) });
  await item.waitFor();
  await hands.pick(item);
}
