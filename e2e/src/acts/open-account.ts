import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

/** Opens a section of one's own account, from wherever one is. */
export async function openAccount(
  { page, hands, say }: Person,
  name: string,
  place: "profile" | "security" | "sessions" | "activity",
): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("frame.accountMenu", { name }) }));
  await hands.press(page.getByRole("menuitem", { name: say("frame.yourAccount") }));
  await expect(page.getByRole("heading", { level: 1, name: say("account.title") })).toBeVisible();
  const sections = page.getByRole("navigation", { name: say("account.sections") });
  const section = sections.getByRole("link", { name: say(`account.places.${place}`) });
  await hands.press(section);
  await expect(section).toHaveAttribute("aria-current", "true");
}
