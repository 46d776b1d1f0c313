import { expect } from "@playwright/test";
import type { Person } from "../person.ts";
import { goTo } from "./go-to.ts";

/** Creates a key and copies it, as it is shown this once. */
export async function createKey(person: Person, name: string): Promise<string> {
  const { page, hands, say, look } = person;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await goTo(person, "keys");
  await hands.press(page.getByRole("button", { name: say("keys.create.open") }));
  await look();
  await hands.write(page.getByRole("dialog").getByRole("textbox", { name: say("keys.create.name") }), name);
  await hands.press(
    page.getByRole("dialog").getByRole("button", { name: say("keys.create.act"), exact: true }),
  );

  const shown = page.getByRole("dialog", { name: say("keys.create.doneTitle", { name }) });
  await expect(shown.getByText(say("keys.create.once"))).toBeVisible();
  await look();
  await hands.press(shown.getByRole("button", { name: say("keys.create.copy"), exact: true }));
  await expect(shown.getByText(say("keys.create.copied"))).toBeAttached();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  await hands.press(shown.getByRole("button", { name: say("keys.create.stored") }));

  await expect(shown).toBeHidden();
  await expect(page.getByRole("row", { name }).getByText(secret.slice(-4))).toBeVisible();
  expect(await page.content()).not.toContain(secret);
  return secret;
}
