import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";
import PDFDocument from "pdfkit";
import type { PrintedInvoice, PrintedLine } from "./printed-invoice.ts";

/** Latin and simplified Chinese in one: Noto Sans SC, compressed; only the glyphs that are used get into a file. */
const FONT = resolve(dirname(fileURLToPath(import.meta.url)), "font/noto-sans-sc.ttf.br");

const MARGIN = 56;
const GAP = 8;
const SIZE = { title: 20, text: 9.5, small: 8 } as const;
const INK = { text: "#1a1f24", soft: "#5b6670", line: "#c9d0d6" } as const;
/** Shares of the width: description, quantity, unit price, amount. */
const SHARES = [0.46, 0.18, 0.18, 0.18] as const;
const FOOT = 40;

type Page = PDFKit.PDFDocument;

let font: Promise<Buffer> | undefined;

/** An invoice on A4 pages. What the font lacks (it has Latin and simplified Chinese) is an empty box. */
export async function invoicePdf(printed: PrintedInvoice): Promise<Buffer> {
  font ??= readFile(FONT).then((packed) => promisify(brotliDecompress)(packed));
  const margins = { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT };
  const page = new PDFDocument({ size: "A4", margins, bufferPages: true, info: { Title: printed.title } });
  const pieces: Buffer[] = [];
  const whole = new Promise<Buffer>((settle, fail) => {
    page.on("data", (piece: Buffer) => pieces.push(piece));
    page.on("end", () => settle(Buffer.concat(pieces)));
    page.on("error", fail);
  });
  page.font(await font);
  writeHead(page, printed);
  writeLines(page, printed);
  writeTotals(page, printed);
  page
    .moveDown(2)
    .fontSize(SIZE.small)
    .fillColor(INK.soft)
    .text(printed.note, MARGIN, page.y, { width: widthOf(page) });
  writeFeet(page, printed);
  page.end();
  return whole;
}

function widthOf(page: Page): number {
  return page.page.width - 2 * MARGIN;
}

function writeHead(page: Page, { title, issuer, facts }: PrintedInvoice): void {
  page.fontSize(SIZE.title).fillColor(INK.text).text(title);
  if (issuer !== null) page.moveDown(0.3).fontSize(SIZE.text).fillColor(INK.soft).text(issuer);
  page.moveDown(1).fontSize(SIZE.text);
  const labelWidth = widthOf(page) * 0.3;
  for (const { label, value } of facts) {
    const top = page.y;
    page.fillColor(INK.soft).text(label, MARGIN, top, { width: labelWidth });
    const below = page.y;
    page.fillColor(INK.text).text(value, MARGIN + labelWidth, top, { width: widthOf(page) - labelWidth });
    page.y = Math.max(below, page.y) + 2;
  }
  page.moveDown(1.5);
}

function writeLines(page: Page, { columns, lines }: PrintedInvoice): void {
  writeRow(page, columns, INK.soft);
  for (const line of lines) {
    if (page.y + heightOf(page, line) > page.page.maxY()) {
      page.addPage();
      writeRow(page, columns, INK.soft);
    }
    writeRow(page, line, INK.text);
  }
}

function cellsOf(page: Page, { description, quantity, unitPrice, amount }: PrintedLine) {
  let left = MARGIN;
  return [description, quantity, unitPrice, amount].map((text, index) => {
    const width = widthOf(page) * (SHARES[index] ?? 0);
    const cell = {
      text,
      left,
      width: width - GAP,
      align: index === 0 ? ("left" as const) : ("right" as const),
    };
    left += width;
    return cell;
  });
}

function heightOf(page: Page, line: PrintedLine): number {
  page.fontSize(SIZE.text);
  const heights = cellsOf(page, line).map(({ text, width }) => page.heightOfString(text, { width }));
  return Math.max(...heights) + GAP;
}

function writeRow(page: Page, line: PrintedLine, colour: string): void {
  const [top, height] = [page.y, heightOf(page, line)];
  page.fillColor(colour);
  for (const { text, left, width, align } of cellsOf(page, line))
    page.text(text, left, top, { width, align });
  page.y = top + height;
  const right = MARGIN + widthOf(page);
  page
    .moveTo(MARGIN, page.y - GAP / 2)
    .lineTo(right, page.y - GAP / 2)
    .lineWidth(0.5)
    .stroke(INK.line);
}

function writeTotals(page: Page, { totals }: PrintedInvoice): void {
  page.moveDown(0.5);
  for (const [index, { label, value }] of totals.entries()) {
    const isLast = index === totals.length - 1;
    page.fontSize(isLast ? SIZE.text + 2 : SIZE.text);
    if (page.y + 2 * GAP > page.page.maxY()) page.addPage();
    const top = page.y;
    const half = widthOf(page) / 2;
    page.fillColor(isLast ? INK.text : INK.soft).text(label, MARGIN + half, top, { width: half * 0.5 });
    const below = page.y;
    page
      .fillColor(INK.text)
      .text(value, MARGIN + half * 1.5, top, { width: half * 0.5 - GAP, align: "right" });
    page.y = Math.max(below, page.y) + 3;
  }
}

function writeFeet(page: Page, { page: textOf }: PrintedInvoice): void {
  const { count } = page.bufferedPageRange();
  for (let index = 0; index < count; index++) {
    page.switchToPage(index);
    // Below the text's end, where writing would else begin another page.
    page.page.margins.bottom = 0;
    page
      .fontSize(SIZE.small)
      .fillColor(INK.soft)
      .text(textOf(index + 1, count), MARGIN, page.page.height - MARGIN, {
        width: widthOf(page),
        align: "right",
        lineBreak: false,
      });
  }
}
