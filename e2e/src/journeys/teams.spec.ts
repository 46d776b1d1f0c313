import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { createKey } from "../acts/create-key.ts";
import { foundTeam, openSwitcher } from "../acts/found-team.ts";
import { goTo } from "../acts/go-to.ts";
import { invite, joinAsNewPerson } from "../acts/invite.ts";
import { newTeam } from "../acts/new-team.ts";
import { expectSignedIn, signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";

test.use({ withAxe: true });

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language });

    test("somebody makes a second team and goes back and forth; each page acts in the team of its address", async ({
      person,
    }) => {
      const { page, hands, say, product } = person;
      const first = await newTeam(product);
      await signIn(person, first.owner);
      const name = `Second ${first.name}`;
      const handle = await foundTeam(person, { from: first.name, name });
      await expect(page.getByRole("heading", { level: 1, name: say("overview.title") })).toBeVisible();
      expect(handle).not.toBe(first.handle);

      // Another tab of the same browser stays where it is, whichever team was opened last.
      const tab = await page.context().newPage();
      await tab.goto(`${product.consoleUrl}/t/${first.handle}/keys`);
      const keyName = `key of ${name}`;
      await createKey(person, keyName);
      expect(new URL(page.url()).pathname).toBe(`/t/${handle}/keys`);
      await tab.reload();
      await expect(tab.getByRole("heading", { level: 1, name: say("keys.title") })).toBeVisible();
      await expect(tab.getByText(keyName)).toHaveCount(0);
      await tab.close();

      await openSwitcher(person, name);
      await hands.press(page.getByRole("menuitem", { name: new RegExp(`^${first.name}`) }));
      await expectSignedIn(person);
      expect(new URL(page.url()).pathname).toBe(`/t/${first.handle}`);
      await page.goto(`${product.consoleUrl}/usage?range=7d`);
      await expect(page).toHaveURL(`${product.consoleUrl}/t/${first.handle}/usage?range=7d`);
    });
  });
}

test("a role of the team's own is made, given by link, explained, and lets see what it includes and no more", async ({
  person: owner,
  guest,
}) => {
  const { page, hands, say, product, look } = owner;
  const team = await newTeam(product);
  await signIn(owner, team.owner);
  await page.goto(`${product.consoleUrl}/t/${team.handle}/team/roles`);
  await hands.press(page.getByRole("button", { name: say("roles.create.open") }));
  const dialog = page.getByRole("dialog", { name: say("roles.create.title") });
  const role = "Key keeper";
  await hands.write(dialog.getByRole("textbox", { name: say("roles.form.name") }), role);
  for (const permission of ["keys.write", "deployments.read", "members.read"] as const) {
    await dialog.getByRole("checkbox", { name: say(`roles.permissions.${permission}`), exact: true }).check();
  }
  await expect(
    dialog.getByRole("checkbox", { name: say("roles.permissions.keys.read"), exact: true }),
  ).toBeChecked();
  await look();
  await hands.press(dialog.getByRole("button", { name: say("roles.create.act") }));
  await expect(page.getByText(say("roles.create.done", { name: role }))).toBeVisible();
  await expect(page.getByRole("columnheader", { name: role })).toBeVisible();
  await look();

  const link = await invite(owner, { email: null, role });
  const newcomer = {
    name: "Katherine Johnson",
    email: `katherine.${randomUUID()}@example.test`,
    password: "seven herons at the weir",
  };
  await joinAsNewPerson(guest, { link, team: team.name, newcomer });
  // Of the places, the first that the role includes opens.
  await expect(guest.page.getByRole("heading", { level: 1, name: say("keys.title") })).toBeVisible();
  const navigation = guest.page.getByRole("navigation", { name: say("frame.navigation") });
  await expect(navigation.getByRole("link", { name: say("places.keys"), exact: true })).toBeVisible();
  await expect(navigation.getByRole("link", { name: say("places.usage"), exact: true })).toHaveCount(0);
  await guest.look();
  await createKey(guest, "made by the keeper");
  await guest.page.goto(`${product.consoleUrl}/t/${team.handle}/usage`);
  await expect(
    guest.page.getByRole("heading", { level: 1, name: say("errors.forbidden.title") }),
  ).toBeVisible();

  await goTo(owner, "team");
  await hands.press(page.getByRole("link", { name: say("team.tabs.access"), exact: true }));
  const who = say("access.people", { name: newcomer.name, email: newcomer.email });
  await hands.choose(say("access.who"), who);
  await hands.choose(say("access.act"), say("roles.permissions.usage.read"));
  await expect(page.getByText(say("access.rules.custom_role.no", { role }))).toBeVisible();
  await expect(page.getByText(say("access.denied"), { exact: true })).toBeVisible();
  await hands.choose(say("access.act"), say("roles.permissions.keys.write"));
  await expect(page.getByText(say("access.rules.custom_role.yes", { role }))).toBeVisible();
  await look();
});

test("the only owner cannot leave before handing the team over, and then can", async ({
  person: owner,
  guest,
}) => {
  const { page, hands, say, product, look } = owner;
  const team = await newTeam(product);
  await signIn(owner, team.owner);
  await goTo(owner, "settings");
  const leave = page.getByRole("button", { name: say("settings.leave.open"), exact: true });
  await expect(leave).toBeDisabled();

  const link = await invite(owner, { email: null, role: say("roles.names.viewer") });
  const name = "Hedy Lamarr";
  const newcomer = { name, email: `hedy.${randomUUID()}@example.test`, password: "seven herons at the weir" };
  await joinAsNewPerson(guest, { link, team: team.name, newcomer });
  await expectSignedIn(guest);

  await goTo(owner, "settings");
  await hands.press(page.getByRole("button", { name: say("settings.transfer.open"), exact: true }));
  const dialog = page.getByRole("dialog", { name: say("settings.transfer.confirm", { name }) });
  await hands.write(dialog.getByRole("textbox"), name);
  await hands.press(dialog.getByRole("button", { name: say("settings.transfer.act"), exact: true }));
  await expect(page.getByText(say("settings.transfer.done", { name }))).toBeVisible();
  // The new owner's page shows it without being loaded again.
  await goTo(guest, "billing");

  await hands.press(leave);
  const leaving = page.getByRole("dialog", { name: say("settings.leave.confirm", { team: team.name }) });
  await look();
  await hands.write(leaving.getByRole("textbox"), team.name);
  await hands.press(leaving.getByRole("button", { name: say("settings.leave.act"), exact: true }));
  await expect(page.getByRole("heading", { level: 1, name: say("team.found.noneTitle") })).toBeVisible();
});

test("the installation's pages are for its operators; to others they do not exist", async ({
  person: operator,
  guest,
}) => {
  const { page, say, product, look, hands } = operator;
  const team = await newTeam(product);
  await signIn(guest, team.owner);
  await guest.page.goto(`${product.consoleUrl}/operator/teams`);
  await expect(
    guest.page.getByRole("heading", { level: 1, name: say("errors.notFound.title") }),
  ).toBeVisible();

  await signIn(operator);
  const navigation = page.getByRole("navigation", { name: say("frame.navigation") });
  await hands.press(navigation.getByRole("link", { name: say("places.teams"), exact: true }));
  await expect(page.getByRole("heading", { level: 1, name: say("operator.teams.title") })).toBeVisible();
  await look();
  await hands.press(
    page.getByRole("button", { name: say("operator.teams.seats.openFor", { team: team.name }) }),
  );
  const dialog = page.getByRole("dialog", { name: say("operator.teams.seats.title", { team: team.name }) });
  const box = dialog.getByRole("textbox", { name: say("operator.teams.seats.label") });
  await hands.write(box, "none");
  await hands.press(dialog.getByRole("button", { name: say("operator.teams.seats.act") }));
  await expect(dialog.getByText(say("operator.teams.seats.invalid"))).toBeVisible();
  await hands.write(box, "1");
  await hands.press(dialog.getByRole("button", { name: say("operator.teams.seats.act") }));
  await expect(page.getByText(say("operator.teams.seats.done", { team: team.name }))).toBeVisible();

  // One seat, which the owner has: nobody else may be invited.
  await guest.page.goto(`${product.consoleUrl}/t/${team.handle}/team`);
  await guest.hands.press(guest.page.getByRole("button", { name: say("invitations.invite") }));
  await guest.hands.write(
    guest.page.getByRole("textbox", { name: say("invitations.dialog.address") }),
    `no.seat.${randomUUID()}@example.test`,
  );
  await guest.hands.press(
    guest.page.getByRole("button", { name: say("invitations.dialog.act"), exact: true }),
  );
  await expect(guest.page.getByText(say("errors.codes.teams_no_seat"))).toBeVisible();
});
