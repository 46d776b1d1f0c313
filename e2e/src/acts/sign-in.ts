import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

export type Login = { email: string; password: string; name: string };

export async function fillSignIn(
  { page, hands, say }: Person,
  email: string,
  password: string,
): Promise<void> {
  await hands.write(page.getByRole("textbox", { name: say("signIn.email") }), email);
  await hands.write(page.getByLabel(say("signIn.password")), password);
  await hands.press(page.getByRole("button", { name: say("signIn.submit"), exact: true }));
}

/** Opens the console and signs in, as the owner of the first start where no one else is named. */
export async function signIn(person: Person, login?: Pick<Login, "email" | "password">): Promise<void> {
  const { page, product, look } = person;
  const { email, password } = login ?? product;
  await page.goto(product.consoleUrl);
  await look();
  await fillSignIn(person, email, password);
  await expectSignedIn(person);
  await look();
}

export async function expectSignedIn({ page, say }: Person): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: say("overview.title") })).toBeVisible();
}

export async function signOut({ page, hands, say }: Person, name: string): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("frame.accountMenu", { name }) }));
  await hands.press(page.getByRole("menuitem", { name: say("frame.signOut") }));
  await expectSignedOut({ page, say });
}

export async function expectSignedOut({ page, say }: Pick<Person, "page" | "say">): Promise<void> {
  await expect(page.getByRole("heading", { level: 1, name: say("signIn.title") })).toBeVisible();
}
