import { expect, type Locator } from "@playwright/test";
import type { Person } from "../person.ts";
import { goTo } from "./go-to.ts";
import { keyRow } from "./key-menu.ts";

/** Creates a key and copies it, as it is shown this once; `bound` fills in what most people leave as it is. */
export async function createKey(
  person: Person,
  name: string,
  bound?: (dialog: Locator) => Promise<void>,
): Promise<string> {
  const { page, hands, say, look } = person;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await goTo(person, "keys");
  await hands.press(page.getByRole("button", { name: say("keys.create.open") }));
  await look();
  await hands.write(page.getByRole("dialog").getByRole("textbox", { name: say("keys.form.name") }), name);
  if (bound) {
    await hands.press(page.getByRole("button", { name: say("keys.form.advanced") }));
    await bound(page.getByRole("dialog"));
    await look();
  }
  await hands.press(
    page.getByRole("dialog").getByRole("button", { name: say("keys.create.act"), exact: true }),
  );
  const secret = await takeSecret(person, say("keys.create.doneTitle", { name }));
  await expect(keyRow(person, secret)).toBeVisible();
  return secret;
}

/** Copies the key that a dialog of this title shows, and puts the dialog away. */
export async function takeSecret({ page, hands, say, look }: Person, title: string): Promise<string> {
  const shown = page.getByRole("dialog", { name: title });
  await expect(shown.getByText(say("keys.create.once"))).toBeVisible();
  await look();
  await hands.press(shown.getByRole("button", { name: say("keys.create.copy"), exact: true }));
  await expect(shown.getByText(say("keys.create.copied"))).toBeAttached();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  await hands.press(shown.getByRole("button", { name: say("keys.create.stored") }));

  await expect(shown).toBeHidden();
  expect(await page.content()).not.toContain(secret);
  return secret;
}
