import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

export type Place =
  | "models"
  | "deployments"
  | "usage"
  | "limits"
  | "keys"
  | "billing"
  | "team"
  | "audit"
  | "settings";

/** By the navigation at the side. */
export async function goTo({ page, hands, say }: Person, place: Place): Promise<void> {
  const navigation = page.getByRole("navigation", { name: say("frame.navigation") });
  await hands.press(navigation.getByRole("link", { name: say(`places.${place}`), exact: true }));
  await expect(page.getByRole("heading", { level: 1, name: say(`${place}.title`) })).toBeVisible();
}
