import { expect } from "@playwright/test";
import { Secret, TOTP } from "otpauth";
import type { Person } from "../person.ts";

const PERIOD_MS = 30_000;

export type Authenticator = {
  /** The code of this moment, or of so many periods later: none is taken twice, and the next one is taken early. */
  code(periodsLater?: number): string;
};

export function authenticator(secret: string): Authenticator {
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  return {
    code: (periodsLater = 0) => totp.generate({ timestamp: Date.now() + periodsLater * PERIOD_MS }),
  };
}

/** On the page of sign-in: turns the second step on, and stores the recovery codes. */
export async function turnOnSecondFactor(
  person: Person,
): Promise<{ app: Authenticator; codes: readonly string[] }> {
  const { page, hands, say, look } = person;
  await hands.press(page.getByRole("button", { name: say("account.secondFactor.turnOn") }));
  const dialog = page.getByRole("dialog", { name: say("account.secondFactor.setupTitle") });
  await expect(dialog.getByRole("img", { name: say("account.secondFactor.qr") })).toBeVisible();
  await look();
  const secret = (await dialog.getByTestId("secret").textContent()) ?? "";
  const app = authenticator(secret.replaceAll(" ", ""));
  const field = dialog.getByRole("textbox", { name: say("account.secondFactor.code") });
  await hands.write(field, "000000");
  await hands.press(dialog.getByRole("button", { name: say("account.secondFactor.act"), exact: true }));
  await expect(dialog.getByRole("alert")).toBeVisible();
  await hands.write(field, app.code());
  await hands.press(dialog.getByRole("button", { name: say("account.secondFactor.act"), exact: true }));

  const shown = page.getByRole("dialog", { name: say("account.secondFactor.codesTitle") });
  await expect(shown).toBeVisible();
  await look();
  const codes = await shown.getByTestId("recovery-codes").getByRole("listitem").allInnerTexts();
  await hands.press(shown.getByRole("button", { name: say("account.secondFactor.stored") }));
  await expect(page.getByRole("button", { name: say("account.secondFactor.turnOff") })).toBeVisible();
  return { app, codes };
}

/** The second step of signing in. */
export async function enterCode({ page, hands, say }: Person, code: string): Promise<void> {
  const field = page.getByRole("textbox", { name: say("signIn.secondFactor.code"), exact: true });
  await hands.write(field, code);
  await hands.press(page.getByRole("button", { name: say("signIn.secondFactor.act"), exact: true }));
}

export async function enterRecoveryCode({ page, hands, say }: Person, code: string): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("signIn.secondFactor.useRecovery") }));
  await hands.write(page.getByRole("textbox", { name: say("signIn.secondFactor.recoveryCode") }), code);
  await hands.press(page.getByRole("button", { name: say("signIn.secondFactor.act"), exact: true }));
}
