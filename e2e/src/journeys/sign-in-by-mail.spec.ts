import { expect } from "@playwright/test";
import { newPerson } from "../acts/new-person.ts";
import { expectSignedIn, fillSignIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

test.use({ withAxe: true });

async function askForLink(person: Person, way: "linkRequest" | "forgotPassword", email: string) {
  const { page, hands, say, look, product } = person;
  await page.goto(product.consoleUrl);
  await hands.press(
    page.getByRole("link", { name: say(way === "linkRequest" ? "signIn.byLink" : "signIn.forgot") }),
  );
  await expect(page.getByRole("heading", { level: 1, name: say(`signIn.${way}.title`) })).toBeVisible();
  await look();
  await hands.write(page.getByRole("textbox", { name: say("signIn.email") }), email);
  await hands.press(page.getByRole("button", { name: say(`signIn.${way}.act`) }));
  await expect(page.getByText(say(`signIn.${way}.sent`, { email }))).toBeVisible();
  await look();
}

test("a forgotten password is set anew with the link from the mail, which works once", async ({
  person,
  mailbox,
}) => {
  const { page, hands, say, look, product } = person;
  const login = await newPerson(product, "developer");
  await askForLink(person, "forgotPassword", login.email);
  const { link } = await mailbox.next(login.email);
  const password = "seven herons at the weir";
  const field = page.getByLabel(say("signIn.resetPassword.password"));
  const act = page.getByRole("button", { name: say("signIn.resetPassword.act") });

  await page.goto(link);
  await look();
  await expect(page).toHaveURL(`${product.consoleUrl}/reset-password`);
  await hands.write(field, "password1");
  await hands.press(act);
  await expect(page.getByText(say("errors.codes.people_password_common"))).toBeVisible();
  await hands.write(field, password);
  await hands.press(act);
  await expect(page.getByText(say("signIn.passwordChanged"))).toBeVisible();
  await fillSignIn(person, login.email, login.password);
  await expect(page.getByText(say("signIn.refused.credentials"))).toBeVisible();
  await fillSignIn(person, login.email, password);
  await expectSignedIn(person);

  await page.goto(link);
  await hands.write(field, "nine herons at the weir");
  await hands.press(act);
  await expect(page.getByText(say("signIn.resetPassword.spent"))).toBeVisible();
});

test("a link from a mail signs in after a press, once", async ({ person, mailbox }) => {
  const { page, hands, say, look, product } = person;
  const login = await newPerson(product, "developer");
  await askForLink(person, "linkRequest", login.email);
  const { link } = await mailbox.next(login.email);
  const act = page.getByRole("button", { name: say("signIn.linkLanding.act"), exact: true });
  // What a scanner of mail does: it opens the page, and goes.
  await page.goto(link);
  await expect(act).toBeEnabled();
  await look();
  await page.goto("about:blank");

  await page.goto(link);
  await hands.press(act);
  await expectSignedIn(person);
  await page.context().clearCookies();
  await page.goto(link);
  await hands.press(act);
  await expect(page.getByText(say("signIn.linkLanding.spent"))).toBeVisible();
});

test("an address that nobody has is told the same, and gets no mail", async ({ person, mailbox }) => {
  const { product } = person;
  await askForLink(person, "linkRequest", "nobody@example.test");
  const login = await newPerson(product, "developer");
  await askForLink(person, "linkRequest", login.email);
  await mailbox.next(login.email);
  expect(mailbox.unread("nobody@example.test")).toBe(0);
});
