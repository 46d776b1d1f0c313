import { type Browser, expect } from "@playwright/test";
import { newPerson } from "../acts/new-person.ts";
import { openAccount } from "../acts/open-account.ts";
import { expectSignedIn, expectSignedOut, type Login, signIn } from "../acts/sign-in.ts";
import { mouse } from "../hands.ts";
import { type Person, test } from "../person.ts";

test.use({ withAxe: true });

/** The same person in front of another browser. */
async function elsewhere(browser: Browser, person: Person, login: Login): Promise<Person> {
  const page = await (await browser.newContext()).newPage();
  const other = { ...person, page, hands: mouse(page), look: async () => {} };
  await signIn(other, login);
  return other;
}

test("a session that is ended from another browser is over at once", async ({ person, browser }) => {
  const { page, hands, say, look, product } = person;
  const login = await newPerson(product, "developer");
  const other = await elsewhere(browser, person, login);
  await signIn(person, login);
  await openAccount(person, login.name, "sessions");
  const rows = page.getByRole("table", { name: say("account.sessions.title") }).getByRole("row");
  await expect(rows).toHaveCount(3);
  await expect(rows.filter({ hasText: say("account.sessions.this") })).toHaveCount(1);
  await look();
  await hands.press(rows.getByRole("button", { name: say("account.sessions.end") }));
  await expect(page.getByText(say("account.sessions.ended"))).toBeVisible();
  await expect(rows).toHaveCount(2);

  await other.page.goto(`${product.consoleUrl}/keys`);
  await expectSignedOut(other);
  await page.reload();
  await expect(rows).toHaveCount(2);
});

test("a changed password ends every other session and leaves this one", async ({ person, browser }) => {
  const { page, hands, say, product } = person;
  const login = await newPerson(product, "developer");
  const other = await elsewhere(browser, person, login);
  await signIn(person, login);
  await openAccount(person, login.name, "security");
  const password = "kestrel over quiet water";
  const [current, next] = [say("account.password.current"), say("account.password.next")];
  await hands.write(page.getByLabel(current), "not the password");
  await hands.write(page.getByLabel(next), password);
  await hands.press(page.getByRole("button", { name: say("account.password.change") }));
  await expect(page.getByRole("alert").first()).toBeVisible();
  await hands.write(page.getByLabel(current), login.password);
  await hands.press(page.getByRole("button", { name: say("account.password.change") }));
  await expect(page.getByText(say("account.password.changed"))).toBeVisible();

  await other.page.goto(product.consoleUrl);
  await expectSignedOut(other);
  await page.goto(product.consoleUrl);
  await expectSignedIn(person);
  await signIn({ ...other }, { ...login, password });
});
