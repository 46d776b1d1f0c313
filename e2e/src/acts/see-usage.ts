import { expect } from "@playwright/test";
import type { Person } from "../person.ts";
import { readUsage } from "../watching/usage.ts";
import { goTo } from "./go-to.ts";

const RECORDED_TIMEOUT_MS = 2_000;
const PICO_PER_TOKEN = 20_000;

export type Counted = { keyName: string; deployment: string; requestId: string; tokens: number };

/** The request is recorded in time; Usage, opened then, shows it with its tokens and cost, and opens it. */
export async function seeUsage(person: Person, counted: Counted): Promise<void> {
  const { page, hands, say, locale, product, look } = person;
  const { keyName, deployment, requestId, tokens } = counted;
  const row = page
    .getByRole("table", { name: say("usage.requests") })
    .getByRole("row")
    .filter({ hasText: keyName });
  const isRecorded = async () => (await readUsage(product)).recorded.has(requestId);
  await expect.poll(isRecorded, { timeout: RECORDED_TIMEOUT_MS, intervals: [50] }).toBe(true);
  await goTo(person, "usage");
  await expect(row.getByRole("cell", { name: String(tokens), exact: true })).toBeVisible();
  await expect(row.getByRole("cell", { name: /\$0\.0*[1-9]/ })).toBeVisible();
  await expect(row.getByRole("cell", { name: deployment, exact: true })).toBeVisible();
  await look();

  await hands.press(row.getByRole("link"));
  await expect(page.getByRole("heading", { level: 1, name: say("request.title") })).toBeVisible();
  const facts = page.getByRole("definition");
  await expect(facts.getByText(requestId)).toBeVisible();
  await expect(facts.getByText(keyName)).toBeVisible();
  const amount = new Intl.NumberFormat(locale).format(tokens * PICO_PER_TOKEN);
  await expect(facts.getByText(amount, { exact: true })).toBeVisible();
  await look();
}
