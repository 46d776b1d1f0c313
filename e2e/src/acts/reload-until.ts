import { expect } from "@playwright/test";
import type { Person } from "../person.ts";

/** Loads the page again until it shows what has to come. */
export async function reloadUntil(
  { page }: Person,
  timeout: number,
  expected: () => Promise<void>,
): Promise<void> {
  await expect(async () => {
    await page.reload();
    await expected();
  }).toPass({ timeout });
}
