import { expect } from "@playwright/test";
import { createKey } from "../acts/create-key.ts";
import { actOnKey } from "../acts/key-menu.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";

const REFUSED_TIMEOUT_MS = 2_000;

test("a revoked key is refused within two seconds", { tag: "@in-time" }, async ({ person }) => {
  const { page, say, hands, product } = person;
  await signIn(person);
  const name = "a key that leaks";
  const secret = await createKey(person, name);
  const status = async () => {
    const headers = { authorization: `Bearer ${secret}` };
    return (await fetch(`${product.apiUrl}/v1/models`, { headers })).status;
  };
  expect(await status()).toBe(200);

  await actOnKey(person, { name, secret }, "revoke");
  const dialog = page.getByRole("dialog", { name: say("keys.revoke.title", { name }) });
  const act = dialog.getByRole("button", { name: say("keys.revoke.act"), exact: true });
  await expect(act).toBeDisabled();
  await hands.write(dialog.getByRole("textbox"), name);
  await hands.press(act);
  await expect(page.getByText(say("keys.revoke.done", { name }))).toBeVisible();
  await expect.poll(status, { timeout: REFUSED_TIMEOUT_MS, intervals: [50] }).toBe(401);
  await expect(page.getByRole("row", { name }).getByText(say("keys.state.revoked"))).toBeVisible();
});
