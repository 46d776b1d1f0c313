import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { giveCredit } from "../acts/give-credit.ts";
import { goTo } from "../acts/go-to.ts";
import { newTeam } from "../acts/new-team.ts";
import { addPastUsage } from "../acts/past-usage.ts";
import { reloadUntil } from "../acts/reload-until.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

/** The controller closes months once a minute. */
const CLOSED_TIMEOUT_MS = 90_000;
const STORED_TIMEOUT_MS = 15_000;

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("credit that an operator gives is used by the next request", async ({ person }) => {
      const { page, say, product, look } = person;
      await signIn(person);
      const name = `Five tokens (${language})`;
      await giveCredit(person, { team: "First team", name, amount: "0.0000001" });
      const answer = await fetch(`${product.apiUrl}/v1/embeddings`, {
        method: "POST",
        headers: { authorization: `Bearer ${product.apiKey}`, "content-type": "application/json" },
        body: JSON.stringify({
          model: "embed",
          input: `more than five tokens of credit pay for ${language}`,
        }),
      });
      expect(answer.status).toBe(200);
      await page.goto(product.consoleUrl);
      await goTo(person, "billing");
      const row = page.getByRole("table", { name: say("billing.credit.title") }).getByRole("row", { name });
      // Both what was given and what is used of it.
      await reloadUntil(person, STORED_TIMEOUT_MS, async () =>
        expect(row.getByRole("cell", { name: /0\.0000001/ })).toHaveCount(2, { timeout: 1_000 }),
      );
      await look();
    });

    test("a month that is over becomes an invoice that opens down to the request, is taken along, proven and paid", async ({
      person: operator,
      guest: owner,
    }) => {
      test.setTimeout(180_000);
      const { page, hands, say, product, look } = owner;
      const team = await newTeam(product);
      const { requestId } = await addPastUsage(product, team.handle);
      await signIn(owner, team.owner);
      await goTo(owner, "billing");
      await expect(page.getByText(say("billing.credit.none"))).toBeVisible();
      const invoices = page.getByRole("table", { name: say("billing.invoices.title") });
      await reloadUntil(owner, CLOSED_TIMEOUT_MS, () => expect(invoices).toBeVisible({ timeout: 1_000 }));
      await expect(invoices).toContainText(say("billing.states.open"));
      await hands.press(page.getByRole("button", { name: say("billing.books.act") }));
      await expect(page.getByText(say("billing.books.balanced"))).toBeVisible();
      await look();

      await hands.press(invoices.getByRole("link", { name: /^MR-\d{6}$/ }));
      const title = page.getByRole("heading", { level: 1, name: /MR-\d{6}/ });
      await expect(title).toBeVisible();
      const number = /MR-\d{6}/.exec(String(await title.textContent()))?.[0] ?? "";
      const address = page.url();
      await look();
      expect((await download(owner, "pdf")).subarray(0, 5).toString()).toBe("%PDF-");
      expect((await download(owner, "csv")).toString()).toContain(`${number},`);

      await hands.press(page.getByRole("table", { name: say("billing.lines.title") }).getByRole("link"));
      await expect(
        page.getByRole("heading", { level: 1, name: say("billing.line.title", { position: 1 }) }),
      ).toBeVisible();
      await look();
      await hands.press(page.getByRole("table", { name: say("billing.line.requests") }).getByRole("link"));
      await expect(page.getByRole("heading", { level: 1, name: say("request.title") })).toBeVisible();
      await expect(page.getByRole("definition").getByText(requestId)).toBeVisible();

      await markPaid(operator, number);
      await page.goto(address);
      await expect(
        page.getByRole("definition").getByText(say("billing.states.paid"), { exact: true }),
      ).toBeVisible();
      await look();
    });
  });
}

async function download({ page, hands, say }: Person, format: "pdf" | "csv"): Promise<Buffer> {
  const coming = page.waitForEvent("download");
  await hands.press(page.getByRole("link", { name: say(`billing.invoice.${format}`), exact: true }));
  return readFile(await (await coming).path());
}

async function markPaid(person: Person, number: string): Promise<void> {
  const { page, hands, say, product, look } = person;
  await signIn(person);
  await page.goto(`${product.consoleUrl}/operator/invoices`);
  const open = page.getByRole("button", { name: say("operator.invoices.markPaid.openFor", { number }) });
  await expect(open).toBeVisible();
  await look();
  await hands.press(open);
  const dialog = page.getByRole("dialog", { name: say("operator.invoices.markPaid.title", { number }) });
  await hands.write(dialog.getByRole("textbox"), "bank transfer 42");
  await look();
  await hands.press(
    dialog.getByRole("button", { name: say("operator.invoices.markPaid.open"), exact: true }),
  );
  await expect(page.getByText(say("operator.invoices.markPaid.done", { number }))).toBeVisible();
  await page.goto(`${product.consoleUrl}/operator/books`);
  await hands.press(page.getByRole("button", { name: say("operator.books.act") }));
  await expect(page.getByRole("table", { name: say("operator.books.title") })).toBeVisible();
  await look();
}
