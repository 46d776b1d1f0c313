import { inflateSync } from "node:zlib";
import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import type { Invoice, InvoiceLine } from "../index.ts";
import { invoiceCsv } from "./invoice-csv.ts";
import { invoicePdf } from "./invoice-pdf.ts";
import type { PrintedInvoice, PrintedLine } from "./printed-invoice.ts";

const columns: PrintedLine = { description: "用量", quantity: "数量", unitPrice: "单价", amount: "金额" };
const line: PrintedLine = {
  description: "embed · millrace-embed",
  quantity: "7",
  unitPrice: "$0.02",
  amount: "€0.14",
};

function printed(changes: Partial<PrintedInvoice> = {}): PrintedInvoice {
  return {
    title: "发票 MR-000007",
    issuer: "水车有限公司",
    facts: [{ label: "Bill to", value: "Mill & Söhne" }],
    ...{ columns, lines: [line], totals: [{ label: "Total", value: "$0.14" }], note: "thanks" },
    page: (page, pages) => `${page}/${pages}`,
    ...changes,
  };
}

/** What a reader of the file reads: its glyphs, by the table in it that says which characters they are. */
function textOf(pdf: Buffer): string {
  const streams = [
    ...pdf.toString("latin1").matchAll(/\/FlateDecode[\s\S]*?stream\r?\n([\s\S]*?)\r?\nendstream/g),
  ].map(([, body = ""]) => inflateSync(Buffer.from(body, "latin1")).toString("latin1"));
  const table = streams.find((stream) => stream.includes("beginbfrange")) ?? "";
  const [, from = "0", codes = ""] = /<(\w+)> <\w+> \[([^\]]*)\]/.exec(table) ?? [];
  const characters = [...codes.matchAll(/<(\w+)>/g)].map(([, hex = ""]) =>
    Buffer.from(hex, "hex").swap16().toString("utf16le"),
  );
  const glyphs = (hex: string) =>
    [...hex.matchAll(/.{4}/g)]
      .map(([code]) => characters[Number.parseInt(code, 16) - Number.parseInt(from, 16)])
      .join("");
  return streams
    .filter((stream) => stream.includes("TJ"))
    .flatMap((stream) => [...stream.matchAll(/\[([^\]]*)\] TJ/g)])
    .map(([, shown = ""]) => [...shown.matchAll(/<(\w+)>/g)].map(([, hex = ""]) => glyphs(hex)).join(""))
    .join("\n");
}

const pagesOf = (pdf: Buffer) => [...pdf.toString("latin1").matchAll(/\/Type \/Page\b(?!s)/g)].length;

describe("an invoice as PDF", () => {
  test("can be read in both languages, and is small", async () => {
    const pdf = await invoicePdf(printed());
    const text = textOf(pdf);
    for (const part of ["发票 MR-000007", "水车有限公司", "Mill & Söhne", "用量", "€0.14", "1/1", "thanks"])
      expect(text).toContain(part);
    expect(pagesOf(pdf)).toBe(1);
    expect(pdf.length).toBeLessThan(50_000);
  });

  test("goes on to as many pages as it needs, each with its columns and number, and loses no line", async () => {
    const lines = Array.from({ length: 200 }, (_, index) => ({
      ...line,
      description: `line ${index} of many`,
    }));
    const pdf = await invoicePdf(printed({ lines }));
    const pages = pagesOf(pdf);
    const text = textOf(pdf);
    expect(pages).toBeGreaterThan(3);
    for (const { description } of lines) expect(text).toContain(description);
    expect(text.split("金额")).toHaveLength(pages + 1);
    for (let page = 1; page <= pages; page++) expect(text).toContain(`${page}/${pages}`);
  });

  test("takes a description of any length", async () => {
    const pdf = await invoicePdf(printed({ lines: [{ ...line, description: "word ".repeat(400) }, line] }));
    expect(textOf(pdf)).toContain("millrace-embed");
  });
});

test("the lines of an invoice as CSV are exact, and nothing in it is run by a spreadsheet", () => {
  const invoice = {
    number: "MR-000007",
    currency: "JPY",
    periodStart: new Date("2026-01-01T00:00:00Z"),
    periodEnd: new Date("2026-02-01T00:00:00Z"),
  } as Invoice;
  const ids = { deploymentId: newId(), priceVersionId: newId() };
  const usage: InvoiceLine = {
    ...{ position: 1, kind: "late_usage", description: "embed", modelName: "millrace-embed", ...ids },
    ...{ unit: "input_token", quantity: 12n, unitPricePico: 20_000n, amountPico: 240_000n, amountMinor: 0n },
    ...{ startsAt: null, endsAt: null },
  };
  const tax: InvoiceLine = {
    ...{ position: 2, kind: "tax", description: "=cmd()", modelName: null, deploymentId: null },
    ...{
      priceVersionId: null,
      unit: null,
      quantity: 1n,
      unitPricePico: null,
      amountPico: 10n ** 13n,
      amountMinor: 10n,
    },
    ...{ startsAt: invoice.periodStart, endsAt: invoice.periodEnd },
  };
  const period = "MR-000007,2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z";
  expect(invoiceCsv({ invoice, lines: [usage, tax] }).split("\r\n")).toEqual([
    "\ufeffinvoice,period_start,period_end,position,kind,description,model,deployment_id,price_version_id,unit,quantity,unit_price,exact_amount,amount,starts_at,ends_at,currency",
    `${period},1,late_usage,embed,millrace-embed,${ids.deploymentId},${ids.priceVersionId},input_token,12,0.00000002,0.00000024,0,,,JPY`,
    `${period},2,tax,'=cmd(),,,,,1,,10,10,2026-01-01T00:00:00.000Z,2026-02-01T00:00:00.000Z,JPY`,
    "",
  ]);
});
