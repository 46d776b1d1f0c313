import { Fault } from "@millrace/kernel";

export function pastIsFixed(after: Date): Fault {
  return new Fault({
    kind: "conflict",
    code: "prices.past_is_fixed",
    message: `What has happened keeps its price. Choose a moment after ${after.toISOString()}.`,
    param: "effectiveFrom",
  });
}

export function noSuchTeam(): Fault {
  return new Fault({ kind: "not_found", code: "prices.no_such_team", message: "There is no such team." });
}

export function currencyDiffers(currency: string): Fault {
  return new Fault({
    kind: "invalid",
    code: "prices.currency_differs",
    message: `The team pays in ${currency}.`,
    param: "currency",
  });
}
