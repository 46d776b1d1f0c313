import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import OpenAI from "openai";
import { createKey } from "../acts/create-key.ts";
import { limitOf, raiseLimit, setBudget, testAs } from "../acts/limits.ts";
import { newPerson } from "../acts/new-person.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";
import type { Say } from "../words.ts";

/** Five tokens of $0.00000002 each. */
const TEXT = "the wheel turns";
/** For one such request: a second does not fit. */
const BUDGET = "0.0000001";
const RAISED = "0.01";
const HOLDS_WITHIN_MS = 2_000;

/** What stands beside a limit of which somebody was told, as far as it names no moment. */
function toldOf(say: Say): string {
  const [before = "", after = ""] = say("limits.steps.reached", { share: "80%", when: "|" }).split("|");
  return before.trim() === "" ? after.trim() : before.trim();
}

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("an owner gives a key a budget, runs into it, is told by mail, reads why, raises it, and is served again", {
      tag: "@in-time",
    }, async ({ person, mailbox }) => {
      const { page, say, look, product } = person;
      const owner = await newPerson(product, "owner", language);
      await signIn(person, owner);
      const keyName = `budget ${randomUUID().slice(0, 6)}`;
      const apiKey = await createKey(person, keyName);
      await setBudget(person, keyName, { amount: BUDGET, tellAt: "80" });
      const row = limitOf(person, keyName);
      await expect(row).toContainText(`$${BUDGET}`);
      const client = new OpenAI({ baseURL: `${product.apiUrl}/v1`, apiKey, maxRetries: 0 });
      const ask = () =>
        client.embeddings.create({ model: "embed", input: TEXT }).catch((error: Error) => error);

      expect(await ask()).toMatchObject({ usage: { prompt_tokens: 5 } });
      await expect
        .poll(ask, { timeout: HOLDS_WITHIN_MS, intervals: [50] })
        .toBeInstanceOf(OpenAI.RateLimitError);
      const refusal = await ask();
      expect(refusal).toMatchObject({ status: 429, code: "insufficient_quota" });
      expect(String(refusal)).toContain(`This key may spend ${BUDGET} USD a month, set by ${owner.name}.`);

      const prospect = await testAs(person, keyName);
      await expect(row.getByRole("meter")).toHaveJSProperty("value", 1);
      await expect(prospect).toContainText(`$${BUDGET}`);
      await look();

      const { subject, text, link } = await mailbox.next(owner.email);
      expect(subject).toContain("80");
      expect(text).toContain(keyName);
      expect(text).toContain(`${BUDGET} USD`);
      expect(/[\u4e00-\u9fff]/.test(text)).toBe(language === "zh-CN");
      await page.goto(link);
      await expect(row).toContainText(toldOf(say));
      await look();

      await raiseLimit(person, keyName, { amount: RAISED, reason: "launch day" });
      await expect
        .poll(ask, { timeout: HOLDS_WITHIN_MS, intervals: [50] })
        .toMatchObject({ usage: { prompt_tokens: 5 } });
      await expect(row.getByText(say("limits.raise.tag"))).toBeVisible();
      await expect(row).toContainText("launch day");
      await look();
    });
  });
}
