import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

export async function fillSignIn(
  { page, hands, say }: Person,
  email: string,
  password: string,
): Promise<void> {
  await hands.write(page.getByRole("textbox", { name: say("signIn.email") }), email);
  await hands.write(page.getByLabel(say("signIn.password")), password);
  await hands.press(page.getByRole("button", { name: say("signIn.submit") }));
}

/** Opens the console and signs in as the owner of the first start. */
export async function signIn(person: Person): Promise<void> {
  const { page, say, product, look } = person;
  await page.goto(product.consoleUrl);
  await look();
  await fillSignIn(person, product.email, product.password);
  await expect(page.getByRole("heading", { level: 1, name: say("overview.title") })).toBeVisible();
  await look();
}
