import { expect } from "@playwright/test";
import { expectAccessible } from "../accessibility.ts";
import { expectSignedOut, fillSignIn, signIn, signOut } from "../acts/sign-in.ts";
import { test } from "../person.ts";

test("a wrong password is refused in clear words, and the next try can be right", async ({ person }) => {
  const { page, say, product } = person;
  await page.goto(product.consoleUrl);
  await fillSignIn(person, product.email, "not the password");
  await expect(page.getByText(say("signIn.refused.credentials"))).toBeVisible();
  await expectAccessible(page);
  await fillSignIn(person, product.email, product.password);
  await expect(page.getByRole("heading", { level: 1, name: say("overview.title") })).toBeVisible();
});

test("an unknown e-mail is refused in the same words as a wrong password", async ({ person }) => {
  const { page, say, product } = person;
  await page.goto(product.consoleUrl);
  await fillSignIn(person, "nobody@example.com", "not the password");
  await expect(page.getByText(say("signIn.refused.credentials"))).toBeVisible();
});

test("whoever is not signed in comes back to the page they wanted", async ({ person }) => {
  const { page, say, product } = person;
  await page.goto(`${product.consoleUrl}/usage?range=7d`);
  await expect(page.getByRole("heading", { level: 1, name: say("signIn.title") })).toBeVisible();
  await fillSignIn(person, product.email, product.password);
  await expect(page.getByRole("heading", { level: 1, name: say("usage.title") })).toBeVisible();
  await expect(page).toHaveURL(/\/t\/[a-z0-9-]+\/usage\?range=7d$/);
});

test("after signing out, the way back is closed", async ({ person }) => {
  const { page, product } = person;
  await signIn(person);
  await signOut(person, "Owner");
  await page.goto(`${product.consoleUrl}/keys`);
  await expectSignedOut(person);
});
