import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { newPerson } from "../acts/new-person.ts";
import { openAccount } from "../acts/open-account.ts";
import { enterCode, turnOnSecondFactor } from "../acts/second-factor.ts";
import { expectSignedIn, expectSignedOut, signIn, signOut } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

const PROVIDER = "Example ID";

test.use({ withAxe: true });

async function comeFromElsewhere({ page, hands, say, product }: Person): Promise<void> {
  await page.goto(product.consoleUrl);
  await hands.press(page.getByRole("button", { name: say("signIn.with", { provider: PROVIDER }) }));
}

test("an account elsewhere opens nothing until it is linked, whatever e-mail address it claims", async ({
  person,
  issuer,
}) => {
  const { page, hands, say, look, product } = person;
  const login = await newPerson(product, "developer");
  issuer.signInAs({ sub: randomUUID(), email: login.email });
  await comeFromElsewhere(person);
  await expect(page.getByText(say("signIn.refusal.identity_unknown"))).toBeVisible();
  await look();

  await signIn(person, login);
  await openAccount(person, login.name, "security");
  await hands.press(
    page.getByRole("button", { name: say("account.identities.linkName", { provider: PROVIDER }) }),
  );
  await expect(page.getByText(say("account.identities.linked"), { exact: true })).toBeVisible();
  await look();
  await signOut(person, login.name);
  await comeFromElsewhere(person);
  await expectSignedIn(person);

  // What opened the door does not pass the second step.
  await openAccount(person, login.name, "security");
  const { app } = await turnOnSecondFactor(person);
  await signOut(person, login.name);
  await comeFromElsewhere(person);
  await enterCode(person, app.code(1));
  await expectSignedIn(person);

  await openAccount(person, login.name, "security");
  await hands.press(
    page.getByRole("button", { name: say("account.identities.unlinkName", { provider: PROVIDER }) }),
  );
  await expect(page.getByText(say("account.identities.unlinked"), { exact: true })).toBeVisible();
  await signOut(person, login.name);
  await comeFromElsewhere(person);
  await expect(page.getByText(say("signIn.refusal.identity_unknown"))).toBeVisible();
});

test("an account elsewhere belongs to the first who links it", async ({ person, issuer }) => {
  const { page, hands, say, product } = person;
  issuer.signInAs({ sub: randomUUID(), email: "shared@example.test" });
  const link = () =>
    hands.press(
      page.getByRole("button", { name: say("account.identities.linkName", { provider: PROVIDER }) }),
    );
  const first = await newPerson(product, "developer");
  await signIn(person, first);
  await openAccount(person, first.name, "security");
  await link();
  await expect(page.getByText(say("account.identities.linked"), { exact: true })).toBeVisible();
  await signOut(person, first.name);

  const second = await newPerson(product, "developer");
  await signIn(person, second);
  await openAccount(person, second.name, "security");
  await link();
  await expect(page.getByText(say("errors.codes.people_identity_taken"))).toBeVisible();
});

test("an answer that this browser did not ask a provider for signs nobody in", async ({ person }) => {
  const { page, product } = person;
  await page.goto(`${product.consoleUrl}/api/auth/callback/oidc?code=stolen&state=guessed`);
  await expectSignedOut(person);
});
