import { expect } from "@playwright/test";
import type { Person } from "../person.ts";
import { goTo } from "./go-to.ts";

export type Invited = {
  /** Null: by link alone. */
  email: string | null;
  /** As it is called in the reader's language. */
  role: string;
};

/** Invites somebody; returns the link that is shown this once. */
export async function invite(person: Person, { email, role }: Invited): Promise<string> {
  const { page, hands, say, look } = person;
  await goTo(person, "team");
  await hands.press(page.getByRole("button", { name: say("invitations.invite") }));
  const dialog = page.getByRole("dialog", { name: say("invitations.dialog.title") });
  if (email === null) {
    await hands.press(dialog.getByRole("tab", { name: say("invitations.dialog.link") }));
  } else {
    await hands.write(dialog.getByRole("textbox", { name: say("invitations.dialog.address") }), email);
  }
  await hands.choose(say("invitations.dialog.role"), role);
  await look();
  const act = say(email === null ? "invitations.dialog.makeLink" : "invitations.dialog.act");
  await hands.press(dialog.getByRole("button", { name: act, exact: true }));

  const made = page.getByRole("dialog", { name: say("invitations.made.title") });
  const link = (await made.getByTestId("invitation-link").textContent()) ?? "";
  await look();
  await hands.press(made.getByRole("button", { name: say("invitations.made.done") }));
  await expect(made).toBeHidden();
  return link;
}

export type Newcomer = { name: string; password: string; email?: string };

/** Opens an invitation and joins with a new account. */
export async function joinAsNewPerson(
  person: Person,
  { link, team, newcomer }: { link: string; team: string; newcomer: Newcomer },
): Promise<void> {
  const { page, hands, say, look } = person;
  await page.goto(link);
  await expect(
    page.getByRole("heading", { name: say("invitations.page.joinTitle", { team }) }),
  ).toBeVisible();
  await look();
  const box = (label: string) => page.getByRole("textbox", { name: label, exact: true });
  if (newcomer.email) await hands.write(box(say("invitations.page.create.email")), newcomer.email);
  await hands.write(box(say("invitations.page.create.name")), newcomer.name);
  await hands.write(
    page.getByLabel(say("invitations.page.create.password"), { exact: true }),
    newcomer.password,
  );
  await hands.press(page.getByRole("button", { name: say("invitations.page.create.act") }));
}
