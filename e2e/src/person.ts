import type { Product } from "@millrace/testing";
import type { Page } from "@playwright/test";
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
};

type Options = { language: Locale; by: "mouse" | "keyboard" };

/** Each test gets a person with a browser of their own, signed in nowhere; `test.use` says how they read and work. */
export const test = withProduct.extend<Options & { person: Person }>({
  language: ["en", { option: true }],
  by: ["mouse", { option: true }],
  locale: ({ language }, use) => use(language),
  person: async ({ page, product, language, by }, use) => {
    const hands = by === "mouse" ? mouse(page) : keyboard(page);
    await use({ page, hands, say: wordsOf(language), locale: language, product });
  },
});
