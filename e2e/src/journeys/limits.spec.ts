import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import OpenAI from "openai";
import { createKey } from "../acts/create-key.ts";
import { limitOf, raiseLimit, setBudget, testAs } from "../acts/limits.ts";
import { signIn } from "../acts/sign-in.ts";
import { test } from "../person.ts";

/** Five tokens of $0.00000002 each. */
const TEXT = "the wheel turns";
/** For one such request: a second does not fit. */
const BUDGET = "0.0000001";
/** Of the first start. */
const OWNER = "Owner";
const RAISED = "0.01";
const HOLDS_WITHIN_MS = 2_000;

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("an owner gives a key a budget, runs into it, reads why, raises it, and is served again", async ({
      person,
    }) => {
      const { say, look, product } = person;
      await signIn(person);
      const keyName = `budget ${randomUUID().slice(0, 6)}`;
      const apiKey = await createKey(person, keyName);
      await setBudget(person, keyName, BUDGET);
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
      expect(String(refusal)).toContain(`This key may spend ${BUDGET} USD a month, set by ${OWNER}.`);

      const prospect = await testAs(person, keyName);
      await expect(row.getByRole("meter")).toHaveJSProperty("value", 1);
      await expect(prospect).toContainText(`$${BUDGET}`);
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
