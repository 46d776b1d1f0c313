import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { type Download, expect, type Page } from "@playwright/test";
import { goTo } from "../acts/go-to.ts";
import { newTeam } from "../acts/new-team.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

/** As the list of days says it. */
const DAYS = {
  en: { never: "not at all", week: "for 7 days" },
  "zh-CN": { never: "不保存", week: "7 天" },
} as const;

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("a team has its requests kept, looks at one, and has them removed", async ({ person }) => {
      const { page, hands, say, look } = person;
      const text = `a text of ${randomUUID()}`;
      await signIn(person);
      await goTo(person, "settings");
      await keepFor(person, "week");
      await look();
      const id = await askUntilKept(person, text);
      await expect(page.getByText(text)).toHaveCount(0);
      await look();
      await hands.press(page.getByRole("button", { name: say("privacy.body.act") }));
      await expect(page.getByText(text)).toBeVisible();
      await look();

      await goTo(person, "audit");
      await expect(page.getByRole("row", { name: say("audit.verbs.body.read") }).first()).toContainText(
        person.product.email,
      );
      await goTo(person, "settings");
      await keepFor(person, "never");
      const dialog = page.getByRole("dialog", { name: say("privacy.bodies.confirm.off") });
      await look();
      await hands.press(dialog.getByRole("button", { name: say("privacy.bodies.confirm.act") }));
      await expect(dialog).toBeHidden();
      await openRequest(person, id);
      await expect(page.getByText(say("privacy.body.none"))).toBeVisible();
    });

    test("an owner takes the team's data along, deletes the team, and keeps the proof", async ({
      person,
    }) => {
      const { page, hands, say, look, product } = person;
      const team = await newTeam(product);
      await signIn(person, team.owner);
      await goTo(person, "settings");
      await hands.press(page.getByRole("button", { name: say("privacy.exports.act") }));
      const link = page.locator(`a[href^="/api/t/${team.handle}/exports/"]`);
      await expect(link).toBeVisible({ timeout: 30_000 });
      await look();
      const file = await downloaded(page, () => hands.press(link));
      const lines = gunzipSync(file)
        .toString()
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      expect(lines.at(-1)).toMatchObject({ end: true, counts: { teams: 1, memberships: 1, persons: 1 } });
      await expect(page.getByText(createHash("sha256").update(file).digest("hex"))).toBeVisible();

      await hands.press(page.getByRole("button", { name: say("privacy.deletion.open") }));
      const dialog = page.getByRole("dialog");
      await hands.write(dialog.getByRole("textbox"), team.name);
      await look();
      await hands.press(dialog.getByRole("button", { name: say("privacy.deletion.act") }));
      await expect(page.getByRole("heading", { level: 1, name: say("privacy.deleted.title") })).toBeVisible();
      await look();
      const saved = await downloaded(page, () =>
        hands.press(page.getByRole("link", { name: say("privacy.deleted.download") })),
      );
      const { statement, proof } = JSON.parse(saved.toString());
      expect(createHash("sha256").update(statement).digest("hex")).toBe(proof);
      expect(statement).toContain("rows team_exports 1\n");

      await hands.press(page.getByRole("link", { name: say("privacy.deleted.leave") }));
      await expect(page.getByRole("heading", { level: 1, name: say("team.found.noneTitle") })).toBeVisible();
      const gone = await page.goto(`${product.consoleUrl}/t/${team.handle}/settings`);
      expect(gone?.status()).toBe(404);
    });
  });
}

async function keepFor({ page, hands, say, locale }: Person, days: "never" | "week"): Promise<void> {
  await hands.choose(say("privacy.bodies.days"), DAYS[locale][days]);
  const card = page.locator("section, div", { has: page.getByText(say("privacy.bodies.text")) }).last();
  await hands.press(card.getByRole("button", { name: say("privacy.bodies.act"), exact: true }));
}

/** Asks until a request was kept, which begins a moment after the team has said so; leaves its page open. */
async function askUntilKept(person: Person, text: string): Promise<string> {
  const { page, say, product } = person;
  let id = "";
  await expect(async () => {
    const response = await fetch(`${product.apiUrl}/v1/embeddings`, {
      method: "POST",
      headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "embed", input: text }),
    });
    id = response.headers.get("x-request-id") ?? "";
    await expect(async () => {
      await openRequest(person, id);
      await expect(page.getByRole("button", { name: say("privacy.body.act") })).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 4_000 });
  }).toPass({ timeout: 20_000 });
  return id;
}

async function openRequest({ page, product }: Person, id: string): Promise<void> {
  await page.goto(`${product.consoleUrl}/usage/requests/${id}`);
}

async function downloaded(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const coming: Promise<Download> = page.waitForEvent("download");
  await press();
  return readFile(await (await coming).path());
}
