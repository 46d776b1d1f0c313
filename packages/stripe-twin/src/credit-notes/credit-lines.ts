import { invalid } from "../http/stripe-fault.ts";
import { roundedQuotient } from "../rules/decimal.ts";
import { priceOf } from "../rules/prorate.ts";
import type { CreditNoteLine, Invoice, InvoiceLine } from "../world/nouns.ts";
import type { World } from "../world/world.ts";
import type { CreditInput, CreditLineInput } from "./credit-params.ts";

/** What is credited, line by line; an amount alone, tax included, is one line of its own. */
export function creditLines(world: World, invoice: Invoice, input: CreditInput): CreditNoteLine[] {
  if ((input.lines === undefined) === (input.amount === undefined))
    throw invalid("You must pass exactly one of `amount` and `lines`.", "amount");
  if (input.amount !== undefined)
    return [
      blankLine(world, { amount: input.amount, type: "custom_line_item", description: input.memo ?? null }),
    ];
  return (input.lines ?? []).map((line) => creditLine(world, invoice, line));
}

function creditLine(world: World, invoice: Invoice, line: CreditLineInput): CreditNoteLine {
  const quantity = line.quantity ?? 1;
  const unit = line.unit_amount_decimal ?? String(line.unit_amount ?? 0);
  if (line.type === "custom_line_item")
    return {
      ...blankLine(world, {
        amount: priceOf(unit, String(quantity)),
        type: line.type,
        description: line.description ?? null,
      }),
      quantity,
    };
  const credited = invoice.lines.data.find(({ id }) => id === line.invoice_line_item);
  if (credited === undefined)
    throw invalid(
      `No such invoice line: '${line.invoice_line_item}'`,
      "lines[0][invoice_line_item]",
      "resource_missing",
    );
  const amount =
    line.amount ?? (line.quantity === undefined ? credited.amount : shareOf(credited, line.quantity));
  if (amount > credited.amount)
    throw invalid("The credit is more than the line's amount.", "lines[0][amount]");
  return {
    ...blankLine(world, { amount, type: line.type, description: credited.description }),
    invoice_line_item: credited.id,
    quantity: line.quantity ?? null,
    taxes: (credited.taxes ?? []).map((tax) => ({
      ...tax,
      amount: part(tax.amount, amount, credited.amount),
      taxable_amount: tax.taxable_amount === null ? null : part(tax.taxable_amount, amount, credited.amount),
    })),
  };
}

const shareOf = ({ amount, quantity }: InvoiceLine, count: number) => part(amount, count, quantity ?? 1);

const part = (amount: number, of: number, whole: number) =>
  whole === 0 ? 0 : Number(roundedQuotient(BigInt(amount) * BigInt(of), BigInt(whole)));

type LineParts = { amount: number; type: CreditNoteLine["type"]; description: string | null };

function blankLine(world: World, { amount, type, description }: LineParts): CreditNoteLine {
  return {
    id: world.makeId("cnli"),
    object: "credit_note_line_item",
    amount,
    description,
    discount_amount: 0,
    discount_amounts: [],
    livemode: world.livemode,
    metadata: {},
    pretax_credit_amounts: [],
    quantity: null,
    tax_rates: [],
    taxes: [],
    type,
    unit_amount: null,
    unit_amount_decimal: null,
  };
}
