import {
  type CreditNote,
  type Invoice,
  type InvoiceLine,
  type InvoicePreview,
  minorToPico,
} from "@millrace/billing";

/** An invoice with its amounts in picos, as everything else on a page has them. */
export type ShownInvoice = Pick<
  Invoice,
  | "teamId"
  | "id"
  | "state"
  | "currency"
  | "periodStart"
  | "closedAt"
  | "dueAt"
  | "paidAt"
  | "voidedAt"
  | "billTo"
  | "provider"
> & {
  number: string;
  totals: ShownTotals;
  owedPico: bigint;
  /** The smallest amount of the currency. */
  minorPico: bigint;
};

export type ShownTotals = {
  subtotalPico: bigint;
  creditPico: bigint;
  taxPico: bigint;
  totalPico: bigint;
  /** What credit notes took back. */
  creditedPico: bigint;
};

export type ShownLine = Pick<
  InvoiceLine,
  | "position"
  | "kind"
  | "description"
  | "modelName"
  | "unit"
  | "quantity"
  | "unitPricePico"
  | "startsAt"
  | "endsAt"
> & {
  exactPico: bigint;
  /** Rounded. */
  amountPico: bigint;
};

export type ShownCreditNote = Pick<CreditNote, "id" | "number" | "reason" | "outcome" | "createdAt"> & {
  amountPico: bigint;
};

export function shownInvoice(invoice: Invoice): ShownInvoice {
  const { teamId, id, number, state, currency, provider, billTo } = invoice;
  const { periodStart, closedAt, dueAt, paidAt, voidedAt } = invoice;
  const pico = (minor: bigint) => minorToPico(minor, currency);
  const isOwed = state === "open" || state === "uncollectible";
  return {
    ...{ teamId, id, state, currency, provider, billTo, periodStart, closedAt, dueAt, paidAt, voidedAt },
    number: number ?? "",
    totals: {
      subtotalPico: pico(invoice.subtotalMinor),
      creditPico: pico(invoice.creditMinor),
      taxPico: pico(invoice.taxMinor),
      totalPico: pico(invoice.totalMinor),
      creditedPico: pico(invoice.creditedMinor),
    },
    owedPico: isOwed ? pico(invoice.totalMinor - invoice.creditedMinor) : 0n,
    minorPico: pico(1n),
  };
}

export function shownLine(
  { position, kind, description, modelName, unit, quantity, unitPricePico, ...line }: InvoiceLine,
  currency: string,
): ShownLine {
  const { startsAt, endsAt } = line;
  return {
    ...{ position, kind, description, modelName, unit, quantity, unitPricePico, startsAt, endsAt },
    exactPico: line.amountPico,
    amountPico: minorToPico(line.amountMinor, currency),
  };
}

export function shownCreditNote({ amountMinor, currency, ...note }: CreditNote): ShownCreditNote {
  const { id, number, reason, outcome, createdAt } = note;
  return { id, number, reason, outcome, createdAt, amountPico: minorToPico(amountMinor, currency) };
}

/** What an invoice would say now: its lines, taxes last, and its totals. */
export function shownPreview({ currency, lines, totals }: InvoicePreview): {
  lines: ShownLine[];
  totals: ShownTotals;
} {
  const pico = (minor: bigint) => minorToPico(minor, currency);
  const usage = lines.map((line, index) => shownLine({ ...line, position: index + 1 }, currency));
  const taxes = totals.taxes.map(
    ({ description, amountMinor }, index): ShownLine => ({
      ...{ position: lines.length + index + 1, kind: "tax", description, modelName: null, unit: null },
      ...{ startsAt: null, endsAt: null },
      ...{ quantity: 1n, unitPricePico: null, exactPico: pico(amountMinor), amountPico: pico(amountMinor) },
    }),
  );
  return {
    lines: [...usage, ...taxes],
    totals: {
      subtotalPico: pico(totals.subtotalMinor),
      creditPico: pico(totals.creditMinor),
      taxPico: pico(totals.taxMinor),
      totalPico: pico(totals.totalMinor),
      creditedPico: 0n,
    },
  };
}
