import { type Answer, pageAnswer, redirectAnswer } from "../http/answer.ts";
import type { Asked } from "../http/answer-request.ts";
import { StripeFault } from "../http/stripe-fault.ts";
import type { World } from "../world/world.ts";
import { checkoutPage } from "./checkout-page.ts";
import { holderPage } from "./holder-page.ts";
import { html, page } from "./html.ts";
import { invoicePage } from "./invoice-page.ts";
import { portalPage } from "./portal-page.ts";

/** What a page answers: itself, or where the browser goes. */
export type Shown = { title: string; body: ReturnType<typeof html> } | { goTo: string };

/** A page for one object; `form` is what was sent to it, null when it is only looked at. */
export type Page = (world: World, id: string, form: URLSearchParams | null) => Shown;

const PAGES: readonly [RegExp, Page][] = [
  [/^\/c\/pay\/(\w+)$/, checkoutPage],
  [/^\/p\/session\/(\w+)$/, portalPage],
  [/^\/i\/(\w+)(?:\/pdf)?$/, invoicePage],
  [/^\/authenticate\/(\w+)$/, holderPage],
];

/** Whether a path is the API's rather than a page's. */
export const isApi = (path: string): boolean => /^\/v[12]\//.test(path);

export function answerPage(world: World, { method, path, body }: Asked): Answer {
  for (const [pattern, show] of PAGES) {
    const id = pattern.exec(path)?.[1];
    if (id !== undefined)
      return shown(() => show(world, id, method === "POST" ? new URLSearchParams(body) : null));
  }
  return pageAnswer(404, page("There is nothing here", html``));
}

function shown(show: () => Shown): Answer {
  try {
    const answer = show();
    return "goTo" in answer ? redirectAnswer(answer.goTo) : pageAnswer(200, page(answer.title, answer.body));
  } catch (error) {
    const [status, message] =
      error instanceof StripeFault ? [error.status, error.message] : [500, String(error)];
    return pageAnswer(status, page("Something went wrong", html`<p role="alert">${message}</p>`));
  }
}
