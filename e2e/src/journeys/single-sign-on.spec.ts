import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { type NewTeam, newTeam } from "../acts/new-team.ts";
import { expectSignedIn, signIn, signOut } from "../acts/sign-in.ts";
import type { Issuer } from "../issuer.ts";
import { type Person, test } from "../person.ts";

test.use({ withAxe: true });

async function openSettings({ page, say, product }: Person, { handle }: NewTeam): Promise<void> {
  await page.goto(`${product.consoleUrl}/t/${handle}/settings`);
  await expect(page.getByRole("heading", { level: 1, name: say("settings.title") })).toBeVisible();
}

async function setUp({ page, hands, say, look }: Person, issuer: Issuer): Promise<void> {
  const field = (name: string) => page.getByLabel(name, { exact: true });
  await hands.write(field(say("sso.settings.issuer")), issuer.url);
  await hands.write(field(say("sso.settings.clientId")), issuer.clientId);
  await hands.write(field(say("sso.settings.clientSecret")), issuer.clientSecret);
  const card = page.locator("form").filter({ has: field(say("sso.settings.issuer")) });
  await hands.write(card.getByLabel(say("sso.settings.domains"), { exact: true }), "example.test");
  await hands.press(page.getByRole("button", { name: say("sso.domains.check") }));
  await expect(page.getByText(say("sso.domains.trusted"), { exact: true })).toBeVisible();
  await hands.choose(say("sso.settings.defaultRole"), say("roles.names.developer"));
  await hands.press(card.getByRole("button", { name: say("sso.settings.save"), exact: true }));
  await expect(page.getByText(say("sso.settings.saved"))).toBeVisible();
  await look();
}

/** From the sign-in page to the team's provider and back. */
async function comeThroughProvider(person: Person, { handle }: NewTeam): Promise<void> {
  const { page, hands, say, product, look } = person;
  await page.goto(product.consoleUrl);
  await hands.press(page.getByRole("link", { name: say("signIn.bySingleSignOn") }));
  await expect(page.getByRole("heading", { level: 1, name: say("sso.signIn.title") })).toBeVisible();
  await look();
  await hands.write(page.getByLabel(say("sso.signIn.team")), `${product.consoleUrl}/t/${handle}/keys`);
  await hands.press(page.getByRole("button", { name: say("sso.signIn.act") }));
}

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("a team signs its people in through its own provider, and may demand it", async ({
      person,
      issuer,
    }) => {
      const { page, hands, say, product, look } = person;
      const team = await newTeam(product);
      await signIn(person, team.owner);
      await openSettings(person, team);
      await setUp(person, issuer);
      await signOut(person, team.owner.name);

      // Somebody whom nobody has invited joins with the role of newcomers, and sets up nothing.
      const colleague = { sub: randomUUID(), email: `${randomUUID()}@example.test`, name: "Joan Clarke" };
      issuer.signInAs(colleague);
      await comeThroughProvider(person, team);
      await expectSignedIn(person);
      expect(new URL(page.url()).pathname).toBe(`/t/${team.handle}`);
      await openSettings(person, team);
      await expect(page.getByText(say("sso.settings.callback"))).toBeHidden();
      await signOut(person, colleague.name);

      // An owner says in their own session which account is theirs.
      issuer.signInAs({ sub: randomUUID(), email: team.owner.email });
      await comeThroughProvider(person, team);
      await expect(page.getByText(say("sso.signIn.refusals.owner_elsewhere"))).toBeVisible();
      await look();
      await signIn(person, team.owner);
      await openSettings(person, team);
      await hands.press(page.getByLabel(say("sso.settings.required"), { exact: true }));
      await hands.press(
        page
          .locator("form")
          .filter({ has: page.getByLabel(say("sso.settings.issuer")) })
          .getByRole("button", { name: say("sso.settings.save"), exact: true }),
      );
      await expect(page.getByText(say("sso.signIn.demanded", { team: team.name }))).toBeVisible();
      await look();
      await hands.press(page.getByRole("button", { name: say("sso.signIn.act") }));
      await expect(page.getByRole("heading", { level: 1, name: say("settings.title") })).toBeVisible();
      await expect(page.getByText(say("sso.settings.isRequired"), { exact: true })).toBeVisible();
    });
  });
}

test("whoever the provider vouches for by another domain's address, or not at all, stays outside", async ({
  person,
  issuer,
}) => {
  const { page, say, product } = person;
  const team = await newTeam(product);
  await signIn(person, team.owner);
  await openSettings(person, team);
  await setUp(person, issuer);
  await signOut(person, team.owner.name);
  issuer.signInAs({ sub: randomUUID(), email: "eve@evil.test" });
  await comeThroughProvider(person, team);
  await expect(page.getByText(say("sso.signIn.refusals.other_domain"))).toBeVisible();
  await page.goto(`${product.consoleUrl}/api/sso/${team.handle}/callback?code=stolen&state=guessed`);
  await expect(page.getByText(say("sso.signIn.refusals.invalid"))).toBeVisible();
});

test("a link cannot send somebody to a provider: only our own page can", async ({ person, request }) => {
  const { product } = person;
  const start = `${product.consoleUrl}/api/sso/start`;
  const body = { team: "team-abcdef", path: "/" };
  expect((await request.get(start)).status()).toBe(405);
  for (const headers of [
    { origin: "https://evil.example", "content-type": "application/json" },
    { origin: product.consoleUrl, "content-type": "text/plain" },
  ]) {
    expect((await request.post(start, { headers, data: JSON.stringify(body) })).status()).toBe(403);
  }
  const own = { origin: product.consoleUrl, "content-type": "application/json" };
  const unknown = await request.post(start, { headers: own, data: JSON.stringify(body) });
  expect([unknown.status(), await unknown.json()]).toEqual([404, { refusal: "no_sso" }]);
  for (const data of ["{", "[]", JSON.stringify({ ...body, extra: 1 })]) {
    expect((await request.post(start, { headers: own, data })).status()).toBe(400);
  }
});
