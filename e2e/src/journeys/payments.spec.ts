import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import OpenAI from "openai";
import { changeCard, payAtProvider } from "../acts/at-provider.ts";
import { buyCredit } from "../acts/buy-credit.ts";
import { createKey } from "../acts/create-key.ts";
import { deleteDeployment } from "../acts/delete-deployment.ts";
import { deploy } from "../acts/deploy.ts";
import { goTo } from "../acts/go-to.ts";
import { newTeam } from "../acts/new-team.ts";
import { addPastUsage } from "../acts/past-usage.ts";
import { reloadUntil } from "../acts/reload-until.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../paying-person.ts";
import type { Person } from "../person.ts";

/** The controller closes months once a minute. */
const CLOSED_TIMEOUT_MS = 90_000;
const STORED_TIMEOUT_MS = 15_000;
/** The controller looks for credit that runs short every few seconds, and the provider tells of its charge. */
const TOPPED_UP_TIMEOUT_MS = 45_000;

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("credit is bought and used, and a month that is over is opened down to the request, and paid", async ({
      person,
    }) => {
      test.setTimeout(300_000);
      const { page, hands, say, product, look } = person;
      const team = await newTeam(product);
      const { requestId } = await addPastUsage(product, team.handle);
      await signIn(person, team.owner);
      await goTo(person, "billing");
      await buyCredit(person, "$25.00");

      await askOnce(person);
      await goTo(person, "billing");
      const credit = page.getByRole("table", { name: say("billing.credit.title") });
      await reloadUntil(person, STORED_TIMEOUT_MS, () =>
        expect(credit.getByRole("cell", { name: /0\.0000/ })).toBeVisible({ timeout: 1_000 }),
      );

      const invoices = page.getByRole("table", { name: say("billing.invoices.title") });
      await reloadUntil(person, CLOSED_TIMEOUT_MS, () => expect(invoices).toBeVisible({ timeout: 1_000 }));
      await hands.press(invoices.getByRole("link", { name: /^MR-\d{6}$/ }));
      const title = page.getByRole("heading", { level: 1, name: /MR-\d{6}/ });
      await expect(title).toBeVisible();
      const name = /MR-\d{6}/.exec(String(await title.textContent()))?.[0] ?? "";
      const address = page.url();
      await look();
      await hands.press(page.getByRole("table", { name: say("billing.lines.title") }).getByRole("link"));
      await hands.press(page.getByRole("table", { name: say("billing.line.requests") }).getByRole("link"));
      await expect(page.getByRole("definition").getByText(requestId)).toBeVisible();

      await page.goto(address);
      await hands.press(
        page.getByRole("button", { name: say("billing.payments.payInvoice", { amount: "$2.00" }) }),
      );
      await payAtProvider(person);
      await expect(page.getByText(say("billing.payments.back.invoice.done", { name }))).toBeVisible({
        timeout: STORED_TIMEOUT_MS,
      });
      await expect(
        page.getByRole("definition").getByText(say("billing.states.paid"), { exact: true }),
      ).toBeVisible();
      await look();

      await goTo(person, "billing");
      const payments = page.getByRole("table", { name: say("billing.payments.title") });
      await expect(payments.getByRole("row", { name: /\$25\.00/ })).toBeVisible();
      await expect(payments.getByRole("row", { name: /MR-\d{6}.*\$2\.00/ })).toBeVisible();
      await hands.press(page.getByRole("button", { name: say("billing.books.act") }));
      await expect(page.getByText(say("billing.books.balanced"))).toBeVisible();
      await look();
    });

    test("credit is bought by itself until the card is declined; the page says why, and another card goes on", async ({
      person,
    }) => {
      test.setTimeout(240_000);
      const { page, say, product, look } = person;
      const team = await newTeam(product);
      await signIn(person, team.owner);
      await goTo(person, "billing");
      await buyCredit(person, "$10.00");
      const left = (amount: string) =>
        page.getByText(say("billing.credit.left", { amount }), { exact: true });

      await setTopUp(person, "15");
      await expect(page.getByText(topUpText(person, "$15.00"))).toBeVisible();
      await reloadUntil(person, TOPPED_UP_TIMEOUT_MS, () =>
        expect(left("$20.00")).toBeVisible({ timeout: 1_000 }),
      );

      await changeCard(person, "declinedLater");
      await setTopUp(person, "30");
      const declined = page.getByRole("note").filter({ hasText: say("billing.payments.topUp.open") });
      await reloadUntil(person, TOPPED_UP_TIMEOUT_MS, () => expect(declined).toBeVisible({ timeout: 1_000 }));
      await look();

      await changeCard(person, "works");
      await setTopUp(person, "30");
      await reloadUntil(person, TOPPED_UP_TIMEOUT_MS, () =>
        expect(left("$30.00")).toBeVisible({ timeout: 1_000 }),
      );
      await expect(page.getByText(topUpText(person, "$30.00"))).toBeVisible();
      await look();
    });
  });
}

/** Deploys a model, asks it once with a key of its own, and takes it away. */
async function askOnce(person: Person): Promise<void> {
  const name = `paid-${randomUUID().slice(0, 6)}`;
  await deploy(person, { modelName: "millrace-embed", name, replicas: 1, queueRequestsMax: 100 });
  const apiKey = await createKey(person, `key of ${name}`);
  const client = new OpenAI({ baseURL: `${person.product.apiUrl}/v1`, apiKey });
  await client.embeddings.create({ model: name, input: "the wheel turns" });
  await deleteDeployment(person, name);
}

const AMOUNT = "10";
const MONTHLY = "100";

function topUpText({ say }: Person, below: string): string {
  return say("billing.payments.topUp.on", { below, amount: "$10.00", max: "$100.00" });
}

/** $10 whenever less than so much is left, at most $100 a month. */
async function setTopUp({ page, hands, say, look }: Person, below: string): Promise<void> {
  await hands.press(page.getByRole("button", { name: say("billing.payments.topUp.open"), exact: true }));
  const dialog = page.getByRole("dialog", { name: say("billing.payments.topUp.title") });
  const box = (name: "below" | "amount" | "max") =>
    dialog.getByRole("textbox", {
      name: say(`billing.payments.topUp.${name}`, { currency: "USD" }),
      exact: true,
    });
  await hands.write(box("below"), below);
  await hands.write(box("amount"), AMOUNT);
  await hands.write(box("max"), MONTHLY);
  await look();
  const act = new RegExp(`^(${say("billing.payments.topUp.act")}|${say("billing.payments.topUp.save")})$`);
  await hands.press(dialog.getByRole("button", { name: act }));
  await expect(page.getByText(say("billing.payments.topUp.done"))).toBeVisible();
  await expect(dialog).toBeHidden();
}
