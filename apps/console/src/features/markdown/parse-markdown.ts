import { type Inline, parseInline } from "./parse-inline.ts";

export type Block =
  | { kind: "heading"; level: number; children: Inline[] }
  | { kind: "paragraph"; children: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "quote"; children: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "table"; header: Inline[][]; rows: Inline[][][] };

const LENGTH_MAX = 200_000;
const FENCE = /^(?:```|~~~)/;
const HEADING = /^(#{1,6})\s+(.*)$/;
const ITEM = /^\s{0,3}(?:([-*+])|(\d{1,9})[.)])\s+(.*)$/;
const TABLE_RULE = /^\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})\s*$/;

/**
 * Reads the Markdown that model cards are written in (a subset of CommonMark with tables): headings, paragraphs,
 * lists, tables, quotes and code. A card is a stranger's text: what this does not know stays text.
 */
export function parseMarkdown(source: string): Block[] {
  const lines = source.slice(0, LENGTH_MAX).split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "" || RULE.test(line)) {
      at += 1;
      continue;
    }
    const [block, length] = readBlock(lines, at);
    blocks.push(block);
    at += length;
  }
  return blocks;
}

type Read = [block: Block, lines: number];

function readBlock(lines: string[], at: number): Read {
  const line = lines[at] ?? "";
  const heading = HEADING.exec(line);
  if (heading) {
    const [, marks = "#", text = ""] = heading;
    return [{ kind: "heading", level: marks.length, children: parseInline(text.replace(/\s#+\s*$/, "")) }, 1];
  }
  if (FENCE.test(line)) return readFence(lines, at);
  if (ITEM.test(line)) return readList(lines, at);
  if (line.includes("|") && TABLE_RULE.test((lines[at + 1] ?? "").trim())) return readTable(lines, at);
  if (line.startsWith(">")) return readQuote(lines, at);
  return readParagraph(lines, at);
}

function readFence(lines: string[], at: number): Read {
  const end = lines.findIndex((line, index) => index > at && FENCE.test(line));
  const stop = end === -1 ? lines.length : end;
  return [{ kind: "code", text: lines.slice(at + 1, stop).join("\n") }, stop - at + 1];
}

function readList(lines: string[], at: number): Read {
  const items: string[] = [];
  let next = at;
  for (; next < lines.length; next++) {
    const line = lines[next] ?? "";
    const item = ITEM.exec(line);
    if (item) items.push(item[3] ?? "");
    else if (/^\s+\S/.test(line)) items[items.length - 1] += ` ${line.trim()}`;
    else break;
  }
  const ordered = ITEM.exec(lines[at] ?? "")?.[2] !== undefined;
  return [{ kind: "list", ordered, items: items.map((item) => parseInline(item)) }, next - at];
}

function readTable(lines: string[], at: number): Read {
  const rows = run(lines, at, (line) => line.includes("|"));
  const [header = "", , ...body] = rows;
  return [{ kind: "table", header: cells(header), rows: body.map(cells) }, rows.length];
}

function cells(line: string): Inline[][] {
  const inner = line.trim().replace(/^\|/, "").replace(/\|$/, "");
  return inner.split("|").map((cell) => parseInline(cell.trim()));
}

function readQuote(lines: string[], at: number): Read {
  const quoted = run(lines, at, (line) => line.startsWith(">"));
  const text = quoted.map((line) => line.replace(/^>\s?/, "")).join(" ");
  return [{ kind: "quote", children: parseInline(text) }, quoted.length];
}

function readParagraph(lines: string[], at: number): Read {
  const rest = run(lines, at + 1, (line) => line.trim() !== "" && !startsBlock(line));
  const text = [lines[at] ?? "", ...rest].map((line) => line.trim()).join(" ");
  return [{ kind: "paragraph", children: parseInline(text) }, rest.length + 1];
}

function startsBlock(line: string): boolean {
  return HEADING.test(line) || FENCE.test(line) || ITEM.test(line) || line.startsWith(">");
}

/** The lines from `at` on for which `belongs` holds, up to the first for which it does not. */
function run(lines: string[], at: number, belongs: (line: string) => boolean): string[] {
  const end = lines.findIndex((line, index) => index >= at && !belongs(line));
  return lines.slice(at, end === -1 ? undefined : end);
}
