/** A spreadsheet takes a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/** A file begins with it: spreadsheets take one without it for one of an old encoding. */
export const BYTE_ORDER_MARK = "\ufeff";

/** A line as of RFC 4180; a cell that a spreadsheet would run begins with an apostrophe. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
