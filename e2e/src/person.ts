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

/** Each test gets a person with a browser of their own, signed in nowhere; `test.use` says how they read and work. */
export const test = withProduct.extend<Options & { person: Person }>({
  language: ["en", { option: true }],
  by: ["mouse", { option: true }],
  withAxe: [false, { option: true }],
  locale: ({ language }, use) => use(language),
  person: async ({ page, product, language, by, withAxe }, use) => {
    const hands = by === "mouse" ? mouse(page) : keyboard(page);
    const look = async () => {
      if (withAxe) await expectAccessible(page);
    };
    await use({ page, hands, say: wordsOf(language), locale: language, product, look });
  },
});
