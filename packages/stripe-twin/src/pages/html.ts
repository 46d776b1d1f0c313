/** Text that is safe inside of an element or a quoted attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Markup that was put together here, as opposed to text. */
export type Html = { html: string };

/** `html\`<p>${text}</p>\``: what is put in is escaped, unless it is `Html`. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | number | Html | readonly Html[])[]
): Html {
  const parts = strings.map((part, index) => {
    const value = values[index];
    return value === undefined ? part : `${part}${write(value)}`;
  });
  return { html: parts.join("") };
}

function write(value: string | number | Html | readonly Html[]): string {
  if (typeof value === "string") return escapeText(value);
  if (typeof value === "number") return String(value);
  return "html" in value ? value.html : value.map((each) => each.html).join("");
}

export const NOTHING: Html = { html: "" };

/** A whole page. */
export function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }
form { margin: 1rem 0; } label { display: block; margin: .5rem 0; } input, select { font: inherit; display: block; }
button { font: inherit; padding: .4rem 1rem; margin-right: .5rem; } table { width: 100%; } td:last-child { text-align: right; }
[role=alert] { border-left: 4px solid #b3261e; padding-left: .75rem; } small { color: #595959; }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
<p><small>This is a stand-in for Stripe. No money moves.</small></p>
</body>
</html>
`.html;
}

/** An amount in minor units, as people read it. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export const day = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

export function alert(message: string | null): Html {
  return message === null ? NOTHING : html`<p role="alert">${message}</p>`;
}

const CARDS = [
  ["pm_card_visa", "A card that works (4242)"],
  ["pm_card_mastercard", "Another that works (4444)"],
  ["pm_card_authenticationRequired", "A card that asks its holder each time (3184)"],
  ["pm_card_chargeCustomerFail", "A card that can be kept and is declined later (0341)"],
  ["pm_card_chargeDeclinedInsufficientFunds", "A card without funds (9995)"],
  ["pm_card_createDispute", "A card whose holder disputes the charge (0259)"],
] as const;

export function cardField(): Html {
  const options = CARDS.map(([card, text]) => html`<option value="${card}">${text}</option>`);
  return html`<label>Card <select name="card">${options}</select></label>`;
}
