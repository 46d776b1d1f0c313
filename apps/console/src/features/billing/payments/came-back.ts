import { textParam } from "../../range/text-param.ts";

/** What people buy at the provider's pages. */
export const BOUGHT = ["credit", "plan", "invoice"] as const;

export type Bought =
  | { what: "plan" }
  | { what: "invoice"; invoiceId: string }
  /** `after`: the newest credit that was bought before. */
  | { what: "credit"; after: string | null };

/** How somebody came back from the provider: they paid, or left its page. */
export type CameBack = Bought & { outcome: "done" | "left" };

type Params = Record<string, string | string[] | undefined>;

/** The place in the team to which people come back; the provider's adapter adds how. */
export function backFrom(bought: Bought): string {
  switch (bought.what) {
    case "plan":
      return "/billing?bought=plan";
    case "invoice":
      return `/billing/invoices/${bought.invoiceId}?bought=invoice`;
    case "credit":
      return `/billing?bought=credit&after=${bought.after ?? ""}`;
  }
}

/** What the address of a page says of somebody who came back to it; null: nobody did. */
export function cameBack(params: Params, invoiceId = ""): CameBack | null {
  const outcome = textParam(params.checkout);
  const what = BOUGHT.find((one) => one === textParam(params.bought));
  if (what === undefined || (outcome !== "done" && outcome !== "left")) return null;
  switch (what) {
    case "plan":
      return { what, outcome };
    case "invoice":
      return { what, invoiceId, outcome };
    case "credit":
      return { what, after: textParam(params.after) || null, outcome };
  }
}
