import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import OpenAI from "openai";
import { createKey } from "../acts/create-key.ts";
import { goTo } from "../acts/go-to.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";
import { readUsage } from "../watching/usage.ts";

const RECORDED_TIMEOUT_MS = 5_000;

for (const { language, by } of [
  { language: "en", by: "keyboard" },
  { language: "zh-CN", by: "mouse" },
] as const) {
  test.describe(language, () => {
    test.use({ language, by, withAxe: true });

    test("who used what is narrowed to a key, told by member, compared, and taken along as files", async ({
      person,
    }) => {
      const { page, hands, say, look, product } = person;
      const name = `=usage(${language})`;
      await signIn(person);
      const apiKey = await createKey(person, name);
      const id = await ask(product.apiUrl, apiKey);
      const recorded = async () => (await readUsage(product)).recorded.has(id);
      await expect.poll(recorded, { timeout: RECORDED_TIMEOUT_MS, intervals: [50] }).toBe(true);

      await goTo(person, "usage");
      await hands.choose(say("usage.filter.key"), name);
      await expect(page).toHaveURL((url) => url.searchParams.has("key"));
      await hands.press(control(person, "usage.grouping.label", "usage.grouping.member"));
      await expect(page).toHaveURL((url) => url.searchParams.get("group") === "member");
      const group = page.getByRole("table", { name: say("usage.groups") }).getByRole("row", { name: "100%" });
      await expect(group).toContainText(say("usage.change.new", { amount: "+1" }));
      await expect(page.getByText(say("usage.forecast.tooLittle"))).toBeVisible();
      await look();

      const sums = await take(person, "usage.export.usage");
      expect(sums.trimEnd().split("\n")).toHaveLength(1);
      expect(JSON.parse(sums)).toMatchObject({ group_by: "member", requests: 1 });
      const requests = await take(person, "usage.export.requests", "csv");
      expect(requests).toContain(id);
      expect(requests).toContain(`'${name}`);
      expect(requests).not.toMatch(/(^|,)"?=/m);

      await hands.press(group.getByRole("link"));
      await expect(page).toHaveURL((url) => url.searchParams.has("member"));
      await hands.choose(say("usage.filter.outcome"), say("usage.outcomes.failed"));
      await expect(page.getByText(say("usage.empty.narrowed"))).toBeVisible();
      await look();
    });

    test("days of one's own take the place of a range, drawn by the month", async ({ person }) => {
      const { page, hands, say, look } = person;
      await signIn(person);
      await goTo(person, "usage");
      await hands.press(control(person, "range.label", "range.long.12mo"));
      await expect(page).toHaveURL((url) => url.searchParams.get("range") === "12mo");
      await hands.press(control(person, "usage.bucket.label", "usage.bucket.day"));
      await expect(page).toHaveURL((url) => url.searchParams.get("by") === "day");
      const form = page.getByRole("form", { name: say("usage.span.label") });
      const from = await form.getByLabel(say("usage.span.from"), { exact: true }).inputValue();
      await hands.press(form.getByRole("button", { name: say("usage.span.show") }));
      await expect(page).toHaveURL((url) => url.searchParams.get("from") === from);
      await expect(control(person, "range.label", "range.long.12mo")).not.toHaveAttribute("aria-current");
      await look();
    });
  });
}

/** One request that is answered; its id. */
async function ask(apiUrl: string, apiKey: string): Promise<string> {
  const client = new OpenAI({ baseURL: `${apiUrl}/v1`, apiKey });
  const asked = client.embeddings.create({ model: "embed", input: "the wheel turns" });
  return (await asked.withResponse()).request_id ?? "";
}

type Label = Parameters<Person["say"]>[0];

/** One of a short row of alternatives. */
function control({ page, say }: Person, label: Label, name: Label) {
  return page
    .getByRole("navigation", { name: say(label), exact: true })
    .getByRole("link", { name: say(name), exact: true });
}

async function take(
  { page, hands, say }: Person,
  label: Label,
  format: "csv" | "jsonl" = "jsonl",
): Promise<string> {
  const files = page.getByRole("group", { name: say(label) });
  const coming = page.waitForEvent("download");
  await hands.press(files.getByRole("link", { name: say(`usage.export.${format}`) }));
  return readFile(await (await coming).path(), "utf8");
}
