/** The keys of a card's front matter that are a text or a list of texts; whatever else YAML can say is passed over. */
export type FrontMatter = ReadonlyMap<string, string | string[]>;

const FENCE = "---";
const LINES_MAX = 2_000;
const KEY = /^([A-Za-z0-9_-]+):\s*(.*)$/;
const ITEM = /^\s*-\s+(.*)$/;

/**
 * Parts a model card, as the Hugging Face hub defines it (YAML between two lines of `---`, then Markdown). Without front
 * matter everything is the card.
 */
export function readFrontMatter(text: string): { matter: FrontMatter; card: string } {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0]?.trimEnd() !== FENCE) return { matter: new Map(), card: text.trim() };
  const end = lines.slice(0, LINES_MAX).findIndex((line, index) => index > 0 && line.trimEnd() === FENCE);
  if (end < 0) return { matter: new Map(), card: text.trim() };
  return {
    matter: readKeys(lines.slice(1, end)),
    card: lines
      .slice(end + 1)
      .join("\n")
      .trim(),
  };
}

function readKeys(lines: readonly string[]): FrontMatter {
  const matter = new Map<string, string | string[]>();
  let list: string[] | null = null;
  for (const line of lines) {
    const item = ITEM.exec(line)?.[1];
    const [, key, value] = KEY.exec(line) ?? [];
    if (item !== undefined && list !== null) list.push(unquote(item));
    if (key === undefined || value === undefined) continue;
    list = value === "" ? [] : null;
    matter.set(key, list ?? readValue(value));
  }
  return matter;
}

function readValue(value: string): string | string[] {
  const inline = /^\[(.*)\]$/.exec(value.trim())?.[1];
  if (inline === undefined) return unquote(value);
  return inline
    .split(",")
    .map(unquote)
    .filter((entry) => entry !== "");
}

function unquote(value: string): string {
  const text = value.trim();
  return /^(["']).*\1$/.test(text) && text.length > 1 ? text.slice(1, -1) : text.replace(/\s+#.*$/, "");
}

/** A key's values; none when it is absent. */
export function listOf(matter: FrontMatter, key: string): string[] {
  const value = matter.get(key);
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}

/** A key's value, or the first of a list; null when it is absent or empty. */
export function textOf(matter: FrontMatter, key: string): string | null {
  return listOf(matter, key)[0] || null;
}
