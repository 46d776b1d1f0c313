import { randomUUID } from "node:crypto";
import { expect, type Locator } from "@playwright/test";
import { goTo } from "../acts/go-to.ts";
import { invite, joinAsNewPerson } from "../acts/invite.ts";
import { newPerson } from "../acts/new-person.ts";
import { newTeam } from "../acts/new-team.ts";
import { expectSignedIn, signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

test.use({ withAxe: true });

/** Of the promise that whoever is removed is out. */
const OUT_TIMEOUT_MS = 2_000;

function placeLink({ page, say }: Person, place: "billing" | "audit"): Locator {
  const navigation = page.getByRole("navigation", { name: say("frame.navigation") });
  return navigation.getByRole("link", { name: say(`places.${place}`), exact: true });
}

async function giveRole({ page, hands, say }: Person, name: string, role: "billing" | "admin") {
  const label = say(`roles.names.${role}`);
  await hands.choose(say("team.roleOf", { name }), label);
  await expect(page.getByText(say("team.roleChanged", { name, role: label }))).toBeVisible();
}

async function removeMember({ page, hands, say, look }: Person, name: string) {
  await hands.press(page.getByRole("button", { name: say("team.remove.openFor", { name }) }));
  const dialog = page.getByRole("dialog", { name: say("team.remove.title", { name }) });
  const act = dialog.getByRole("button", { name: say("team.remove.act"), exact: true });
  await expect(act).toBeDisabled();
  await look();
  await hands.write(dialog.getByRole("textbox"), name);
  await hands.press(act);
}

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("somebody is invited by mail, joins with a new account, is promoted, and is out within two seconds of being removed", {
      tag: "@in-time",
    }, async ({ person: owner, guest, mailbox }) => {
      const { say, product } = owner;
      const team = await newTeam(product);
      await signIn(owner, team.owner);
      const email = `grace.${randomUUID()}@example.test`;
      const link = await invite(owner, { email, role: say("roles.names.developer") });
      const mail = await mailbox.next(email);
      // The link in the mail is another one: only whoever reads the mail has proved that the address is theirs.
      expect(mail.link).not.toBe(link);
      expect(mail.text).toContain(team.name);

      const name = "Grace Hopper";
      const newcomer = { name, password: "seven herons at the weir" };
      await joinAsNewPerson(guest, { link: mail.link, team: team.name, newcomer });
      await expectSignedIn(guest);
      await expect(placeLink(guest, "billing")).toHaveCount(0);
      await guest.page.goto(`${product.consoleUrl}/t/${team.handle}/billing`);
      await expect(
        guest.page.getByRole("heading", { level: 1, name: say("errors.forbidden.title") }),
      ).toBeVisible();
      await guest.look();

      // Without being loaded again, the newcomer's page shows what they have become.
      await goTo(owner, "team");
      await giveRole(owner, name, "billing");
      await goTo(guest, "billing");
      await guest.look();
      await expect(placeLink(guest, "audit")).toHaveCount(0);
      await giveRole(owner, name, "admin");
      await goTo(guest, "audit");

      await removeMember(owner, name);
      await expect(owner.page.getByText(say("team.remove.done", { name }))).toBeVisible();
      await expect(guest.page.getByText(team.name)).toHaveCount(0, { timeout: OUT_TIMEOUT_MS });
      await expect(
        guest.page.getByRole("heading", { level: 1, name: say("team.found.noneTitle") }),
      ).toBeVisible();
      await guest.look();
      await guest.page.goto(`${product.consoleUrl}/t/${team.handle}`);
      await expect(
        guest.page.getByRole("heading", { level: 1, name: say("errors.notFound.title") }),
      ).toBeVisible();
    });
  });
}

test("an invitation for another address is joined only after asking, and the team sees both", async ({
  person: owner,
  guest,
}) => {
  const { say, product } = owner;
  const team = await newTeam(product);
  const other = await newPerson(product, "viewer");
  await signIn(owner, team.owner);
  const invited = `ada.${randomUUID()}@example.test`;
  const link = await invite(owner, { email: invited, role: say("roles.names.viewer") });

  // Signing in on the way does not lose the invitation.
  await guest.page.goto(link);
  await guest.hands.press(guest.page.getByRole("link", { name: say("invitations.page.signIn") }));
  await guest.hands.write(guest.page.getByRole("textbox", { name: say("signIn.email") }), other.email);
  await guest.hands.write(guest.page.getByLabel(say("signIn.password")), other.password);
  await guest.hands.press(guest.page.getByRole("button", { name: say("signIn.submit"), exact: true }));
  await expect(guest.page.getByText(say("invitations.page.otherEmail.title"))).toBeVisible();
  await guest.look();
  const join = say("invitations.page.otherEmail.act", { own: other.email });
  await guest.hands.press(guest.page.getByRole("button", { name: join }));
  await expectSignedIn(guest);
  expect(new URL(guest.page.url()).pathname).toBe(`/t/${team.handle}`);

  await owner.page.goto(`${product.consoleUrl}/t/${team.handle}/team/invitations`);
  const row = owner.page.getByRole("row", { name: invited });
  await expect(row.getByText(say("invitations.states.accepted"), { exact: true })).toBeVisible();
  await expect(row.getByText(say("invitations.acceptedAs", { email: other.email }))).toBeVisible();
  await owner.look();

  // A used link lets nobody else in, and says no more than a made-up one.
  await guest.page.context().clearCookies();
  await guest.page.goto(link);
  await expect(guest.page.getByText(say("invitations.page.bad.title"))).toBeVisible();
  await guest.look();
});

test("a revoked link and one that was replaced let nobody in", async ({ person: owner, guest }) => {
  const { say, product, page, hands } = owner;
  const team = await newTeam(product);
  await signIn(owner, team.owner);
  const first = await invite(owner, { email: null, role: say("roles.names.viewer") });
  await page.goto(`${product.consoleUrl}/t/${team.handle}/team/invitations`);
  const who = say("invitations.byLink");
  await hands.press(page.getByRole("button", { name: say("invitations.resend.openFor", { who }) }));
  const made = page.getByRole("dialog", { name: say("invitations.made.title") });
  const second = (await made.getByTestId("invitation-link").textContent()) ?? "";
  await hands.press(made.getByRole("button", { name: say("invitations.made.done") }));
  expect(second).not.toBe(first);

  const bad = guest.page.getByText(say("invitations.page.bad.title"));
  await guest.page.goto(first);
  await expect(bad).toBeVisible();
  await guest.page.goto("about:blank");
  await guest.page.goto(second);
  await expect(
    guest.page.getByRole("heading", { name: say("invitations.page.joinTitle", { team: team.name }) }),
  ).toBeVisible();
  await hands.press(page.getByRole("button", { name: say("invitations.revoke.openFor", { who }) }));
  await expect(page.getByText(say("invitations.revoke.done", { who }))).toBeVisible();
  await guest.page.goto("about:blank");
  await guest.page.goto(second);
  await expect(bad).toBeVisible();
});

test("a pasted list is invited, each entry with its outcome", async ({ person: owner, mailbox }) => {
  const { say, page, hands, product, look } = owner;
  const team = await newTeam(product);
  await signIn(owner, team.owner);
  await goTo(owner, "team");
  const [one, two] = [`one.${randomUUID()}@example.test`, `two.${randomUUID()}@example.test`];
  await hands.press(page.getByRole("button", { name: say("invitations.invite") }));
  await hands.press(page.getByRole("tab", { name: say("invitations.dialog.list") }));
  await hands.write(
    page.getByRole("textbox", { name: say("invitations.dialog.addresses") }),
    `Ada One <${one}>\n${two}, ${one}\nnobody\n${team.owner.email}`,
  );
  await look();
  await hands.press(page.getByRole("button", { name: say("invitations.dialog.act"), exact: true }));
  const outcomes = page.getByRole("dialog", { name: say("invitations.outcomes.title") });
  for (const [entry, outcome] of [
    [two, "invited"],
    [one, "duplicate"],
    ["nobody", "not_an_address"],
    [team.owner.email, "already_member"],
  ] as const) {
    const row = outcomes.getByRole("row").filter({ hasText: entry });
    await expect(
      row.getByText(say(`invitations.outcomes.of.${outcome}`), { exact: true }).first(),
    ).toBeVisible();
  }
  await look();
  expect((await mailbox.next(one)).text).toContain(team.name);
  expect((await mailbox.next(two)).text).toContain(team.name);
});
