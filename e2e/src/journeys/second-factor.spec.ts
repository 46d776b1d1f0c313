import { expect } from "@playwright/test";
import { newPerson } from "../acts/new-person.ts";
import { openAccount } from "../acts/open-account.ts";
import { enterCode, enterRecoveryCode, turnOnSecondFactor } from "../acts/second-factor.ts";
import { expectSignedIn, fillSignIn, signIn, signOut } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });
    test(`in ${language}: the second step is turned on, asked for, recovered from and turned off`, ({
      person,
    }) => secondStep(person));
  });
}

async function secondStep(person: Person): Promise<void> {
  const { page, hands, say, look, product } = person;
  const login = await newPerson(product, "developer");
  await signIn(person, login);
  await openAccount(person, login.name, "security");
  await look();
  const { app, codes } = await turnOnSecondFactor(person);
  expect(new Set(codes).size).toBe(10);

  await signOut(person, login.name);
  await fillSignIn(person, login.email, login.password);
  const heading = page.getByRole("heading", { level: 1, name: say("signIn.secondFactor.title") });
  await expect(heading).toBeVisible();
  await look();
  // The password alone opens nothing.
  await page.goto(`${product.consoleUrl}/keys`);
  await fillSignIn(person, login.email, login.password);
  await expect(heading).toBeVisible();
  const code = app.code(1);
  await enterCode(person, code);
  await expect(page.getByRole("heading", { level: 1, name: say("keys.title") })).toBeVisible();

  await signOut(person, login.name);
  await fillSignIn(person, login.email, login.password);
  await enterCode(person, code);
  await expect(page.getByText(say("signIn.secondFactor.refused"))).toBeVisible();
  await enterRecoveryCode(person, codes[0] ?? "");
  await expectSignedIn(person);

  await openAccount(person, login.name, "security");
  await hands.press(page.getByRole("button", { name: say("account.secondFactor.turnOff") }));
  const dialog = page.getByRole("dialog", { name: say("account.secondFactor.turnOffTitle") });
  const act = dialog.getByRole("button", { name: say("account.secondFactor.turnOffAct"), exact: true });
  await hands.write(dialog.getByRole("textbox"), codes[0] ?? "");
  await hands.press(act);
  await expect(dialog.getByRole("alert")).toBeVisible();
  await look();
  await hands.write(dialog.getByRole("textbox"), codes[1] ?? "");
  await hands.press(act);
  await expect(page.getByText(say("account.secondFactor.turnedOff"))).toBeVisible();
  await openAccount(person, login.name, "activity");
  const activity = page.getByRole("table", { name: say("account.activity.title") });
  await expect(activity.getByText(say("audit.verbs.second_factor.turn_on"))).toBeVisible();
  await expect(activity.getByText(say("audit.verbs.second_factor.turn_off"))).toBeVisible();
  await look();

  await signOut(person, login.name);
  await fillSignIn(person, login.email, login.password);
  await expectSignedIn(person);
}
