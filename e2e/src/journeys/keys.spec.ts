import { expect, type Locator } from "@playwright/test";
import { createKey, takeSecret } from "../acts/create-key.ts";
import { actOnKey, keyRow } from "../acts/key-menu.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

const WITHIN = { timeout: 2_000, intervals: [50] };
const HERE = "127.0.0.1, ::1";

const LIVES = [
  { language: "en", by: "keyboard" },
  { language: "zh-CN", by: "mouse" },
] as const;

for (const { language, by } of LIVES) {
  test.describe(`in ${language} by ${by}`, () => {
    test.use({ language, by, withAxe: true });

    test("a key is bound, set free, rotated without a gap, and revoked where it is pasted", async ({
      person,
    }) => {
      const name = `search, ${language}`;
      await signIn(person);
      const secret = await createKey(person, name, (dialog) => bind(person, dialog));
      const row = keyRow(person, secret);
      await expect(row).toContainText("OpenAI");
      await expect(row).toContainText(person.say("keys.service"));
      await expect(row).toContainText(person.say("keys.expiresSoon", { when: "" }).trim());
      expect(await statusOf(person, secret, "/v1/models")).toBe(200);
      expect(await statusOf(person, secret, "/v2/models")).toBe(403);
      await setFree(person, { name, secret });
      await expect.poll(() => statusOf(person, secret, "/v2/models"), WITHIN).toBe(200);

      const successor = await rotate(person, { name, secret });
      await expect(keyRow(person, secret)).toContainText(person.say("keys.state.replaced"));
      for (const each of [secret, successor]) expect(await statusOf(person, each, "/v1/models")).toBe(200);

      await paste(person, secret.slice(0, -1));
      await expect(person.page.getByText(person.say("keys.pasted.outcomes.mistyped"))).toBeVisible();
      const values = { name, lastFour: secret.slice(-4) };
      await paste(person, `GET /v1/models "Bearer ${secret}" 200`);
      await expect(person.page.getByText(person.say("keys.pasted.outcomes.revoked", values))).toBeVisible();
      await expect.poll(() => statusOf(person, secret, "/v1/models"), WITHIN).toBe(401);
      await expect(keyRow(person, secret)).toContainText(person.say("keys.state.revoked"));
      // Half a button behind the header of a page that is scrolled is no small button.
      await person.page.evaluate(() => window.scrollTo(0, 0));
      await person.look();
      expect(await statusOf(person, successor, "/v1/models")).toBe(200);
    });
  });
}

async function statusOf({ product }: Person, secret: string, path: string): Promise<number> {
  const headers = { authorization: `Bearer ${secret}` };
  return (await fetch(`${product.apiUrl}${path}`, { headers })).status;
}

/** To one family, to this machine and to a week; of the team. */
async function bind({ hands, say }: Person, dialog: Locator): Promise<void> {
  const box = (name: string) => dialog.getByRole("checkbox", { name, exact: true });
  await hands.tick(box("OpenAI"));
  await hands.write(dialog.getByRole("textbox", { name: say("keys.form.addresses") }), HERE);
  await hands.choose(say("keys.form.expiry"), say("keys.form.expiries.7"));
  await hands.tick(box(say("keys.form.isService")));
}

type Key = { name: string; secret: string };

async function setFree(person: Person, key: Key): Promise<void> {
  const { page, hands, say, look } = person;
  const { name } = key;
  await actOnKey(person, key, "edit");
  const dialog = page.getByRole("dialog", { name: say("keys.edit.title", { name }) });
  await expect(dialog).toBeVisible();
  await look();
  await hands.tick(dialog.getByRole("checkbox", { name: "OpenAI", exact: true }));
  await hands.press(dialog.getByRole("button", { name: say("keys.edit.act"), exact: true }));
  await expect(dialog).toBeHidden();
  await expect(keyRow(person, key.secret)).not.toContainText("OpenAI");
}

/** With the grace that is offered first; returns the new key. */
async function rotate(person: Person, key: Key): Promise<string> {
  const { page, hands, say, look } = person;
  const { name } = key;
  await actOnKey(person, key, "rotate");
  const dialog = page.getByRole("dialog", { name: say("keys.rotate.title", { name }) });
  await expect(dialog).toBeVisible();
  await look();
  await hands.press(dialog.getByRole("button", { name: say("keys.rotate.act"), exact: true }));
  return takeSecret(person, say("keys.rotate.doneTitle", { name }));
}

async function paste({ page, hands, say }: Person, text: string): Promise<void> {
  const box = page.getByRole("textbox", { name: say("keys.pasted.label") });
  await box.clear();
  await hands.write(box, text);
  await hands.press(page.getByRole("button", { name: say("keys.pasted.act"), exact: true }));
}
