import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

/** Opens the switcher of teams, from any page of the team that is open. */
export async function openSwitcher({ page, hands, say }: Person, current: string): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("frame.switcher.label", { team: current }) }));
}

/** Makes another team from within one, and is in it then; returns its handle. */
export async function foundTeam(
  person: Person,
  { from, name }: { from: string; name: string },
): Promise<string> {
  const { page, hands, say, look } = person;
  await openSwitcher(person, from);
  await look();
  await hands.press(page.getByRole("menuitem", { name: say("frame.switcher.found") }));
  await expect(page.getByRole("heading", { level: 1, name: say("team.found.title") })).toBeVisible();
  await look();
  await hands.write(page.getByRole("textbox", { name: say("team.found.name") }), name);
  await hands.press(page.getByRole("button", { name: say("team.found.act") }));
  await expect(page.getByRole("button", { name: say("frame.switcher.label", { team: name }) })).toBeVisible();
  const handle = /\/t\/([a-z0-9-]+)/.exec(page.url())?.[1];
  if (handle === undefined) throw new Error(`no team in ${page.url()}`);
  return handle;
}
