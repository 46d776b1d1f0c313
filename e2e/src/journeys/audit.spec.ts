import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Product } from "@millrace/testing";
import { expect } from "@playwright/test";
import pg from "pg";
import { createKey } from "../acts/create-key.ts";
import { goTo } from "../acts/go-to.ts";
import { signIn } from "../acts/sign-in.ts";
import { type Person, test } from "../person.ts";

const COMMAND = resolve(import.meta.dirname, "../../../apps/standalone/src/verify-audit/main.ts");

for (const language of ["en", "zh-CN"] as const) {
  test.describe(language, () => {
    test.use({ language, withAxe: true });

    test("what somebody does is found in the log, with what it changed, and taken along as a file that proves itself", async ({
      person,
    }) => {
      const { page, hands, say, look } = person;
      const name = `=sum("${language}")`;
      await signIn(person);
      await createKey(person, name);
      await goTo(person, "audit");
      await search(person, name);
      const row = page.getByRole("row", { name });
      await expect(row).toContainText(say("audit.verbs.key.create"));
      await expect(row).toContainText(person.product.email);
      await hands.press(row.getByRole("button"));
      await expect(page.locator("ins", { hasText: name })).toBeVisible();
      await look();
      for (const format of ["csv", "jsonl"] as const) {
        const coming = page.waitForEvent("download");
        await hands.press(page.getByRole("link", { name: say(`audit.export.${format}`) }));
        const file = await readFile(await (await coming).path(), "utf8");
        expect(file).toContain(language);
        expect(file).not.toMatch(/(^|,)"?=/m);
        if (format === "jsonl") for (const line of file.trimEnd().split("\n")) expectProven(line);
      }
      await search(person, "no such thing anywhere");
      await expect(page.getByText(say("audit.nothingFound.title"))).toBeVisible();
      await look();
    });
  });
}

test("a row that was changed by hand in the database is found by the page and by the command", async ({
  person,
}) => {
  const { page, hands, say, product } = person;
  await signIn(person);
  await createKey(person, "a key to be hidden");
  await goTo(person, "audit");
  await hands.press(page.getByRole("button", { name: say("audit.verify.act") }));
  await expect(page.getByText(/^[0-9a-f]{64}$/)).toBeVisible();
  expect(await verify(product)).toMatchObject({ code: 0 });
  const change = (from: string, to: string) =>
    sql(
      product,
      "UPDATE audit_entries SET after = replace(after::text, $1, $2)::jsonb WHERE after->>'name' = $1",
      [from, to],
    );

  await change("a key to be hidden", "another key");
  try {
    const found = await verify(product);
    expect(found).toMatchObject({ code: 1, out: expect.stringMatching(/entry \d+ was changed/) });
    await hands.press(page.getByRole("button", { name: say("audit.verify.act") }));
    await expect(page.getByRole("alert").first()).toContainText("was changed by hand");
  } finally {
    await change("another key", "a key to be hidden");
  }
  expect(await verify(product)).toMatchObject({ code: 0 });
});

async function search({ page, hands, say }: Person, text: string): Promise<void> {
  const box = page.getByRole("searchbox", { name: say("audit.filter.text") });
  await hands.write(box, text);
  await hands.press(page.getByRole("button", { name: say("audit.filter.submit"), exact: true }));
  await expect(page).toHaveURL((url) => url.searchParams.get("text") === text);
}

function expectProven(line: string): void {
  const { previousHash, content, hash } = JSON.parse(line);
  const digest = createHash("sha256").update(Buffer.from(previousHash, "hex")).update(content).digest("hex");
  expect(digest).toBe(hash);
}

/** `pnpm audit:verify` beside the product that runs. */
function verify({ home }: Product): Promise<{ code: number; out: string }> {
  return new Promise((settle) => {
    const env = { MILLRACE_HOME: home };
    execFile(process.execPath, [COMMAND], { env }, (error, out) =>
      settle({ code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, out }),
    );
  });
}

async function sql({ databaseUrl }: Product, text: string, values: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}
