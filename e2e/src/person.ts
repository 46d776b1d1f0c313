import type { Product } from "@millrace/testing";
import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessibility.ts";
import { type Hands, keyboard, mouse } from "./hands.ts";
import { test as withProduct } from "./product.ts";
import { type Locale, type Say, wordsOf } from "./words.ts";

/** Somebody in front of the console. */
export type Person = {
  page: Page;
  hands: Hands;
  say: Say;
  locale: Locale;
  product: Product;
  /** Called on every screen that is passed: axe looks at it, where the test asks for that. */
  look(): Promise<void>;
};

type Options = { language: Locale; by: "mouse" | "keyboard"; withAxe: boolean };

/**
 * Each test gets a person with a browser of their own, signed in nowhere; `test.use` says how they read and work. `guest` is
 * somebody else, alike, in another browser.
 */
export const test = withProduct.extend<Options & { person: Person; guest: Person }>({
  language: ["en", { option: true }],
  by: ["mouse", { option: true }],
  withAxe: [false, { option: true }],
  locale: ({ language }, use) => use(language),
  person: async ({ page, product, language, by, withAxe }, use) => {
    await use(inFrontOf(page, { product, language, by, withAxe }));
  },
  guest: async ({ browser, product, language, by, withAxe }, use) => {
    const context = await browser.newContext({ locale: language, reducedMotion: "reduce" });
    await use(inFrontOf(await context.newPage(), { product, language, by, withAxe }));
    await context.close();
  },
});

function inFrontOf(page: Page, { product, language, by, withAxe }: Options & { product: Product }): Person {
  const hands = by === "mouse" ? mouse(page) : keyboard(page);
  const look = async () => {
    if (withAxe) await expectAccessible(page);
  };
  return { page, hands, say: wordsOf(language), locale: language, product, look };
}
