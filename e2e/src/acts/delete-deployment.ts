import { expect } from "@playwright/test";
import type { Person } from "../person.ts";
import { goTo } from "./go-to.ts";

/** Finds a deployment in the list and deletes it, which asks for its name. */
export async function deleteDeployment(person: Person, name: string): Promise<void> {
  const { page, hands, say, look } = person;
  await goTo(person, "deployments");
  await look();
  const link = page.getByRole("main").getByRole("link", { name, exact: true });
  await hands.press(link);
  await hands.press(page.getByRole("button", { name: say("deployments.delete.open") }));
  const dialog = page.getByRole("dialog", { name: say("deployments.delete.confirmTitle", { name }) });
  const act = dialog.getByRole("button", { name: say("deployments.delete.act"), exact: true });
  await expect(act).toBeDisabled();
  await hands.write(dialog.getByRole("textbox"), name);
  await hands.press(act);
  await expect(page.getByRole("heading", { level: 1, name: say("deployments.title") })).toBeVisible();
  await expect(link).toHaveCount(0);
}
