/** An invoice in words of the reader's language, as it goes onto paper. */
export type PrintedInvoice = {
  title: string;
  /** Name and address of whoever invoices; null: the operator did not say. */
  issuer: string | null;
  /** Number, period, whom it is for, and so on. */
  facts: readonly { label: string; value: string }[];
  columns: PrintedLine;
  lines: readonly PrintedLine[];
  /** The last one stands out. */
  totals: readonly { label: string; value: string }[];
  /** Below everything. */
  note: string;
  /** "Page 2 of 3", of a page and of how many there are. */
  page: (page: number, pages: number) => string;
};

export type PrintedLine = { description: string; quantity: string; unitPrice: string; amount: string };
