const SUMMARY_LENGTH_MAX = 400;

/** A card's first heading, and its first paragraph as plain text; null where there is none. */
export function summariseCard(card: string): { title: string | null; summary: string | null } {
  const blocks = card
    .split(/\n\s*\n/)
    .map((block) => block.trim())
    .filter((block) => block !== "");
  const heading = blocks.find((block) => block.startsWith("# "));
  const paragraph = blocks.map(withoutHeading).find((block) => block !== "" && !isMarkup(block));
  return {
    title: heading ? plain(heading.split("\n")[0]?.slice(2) ?? "") || null : null,
    summary: paragraph ? cut(plain(paragraph)) : null,
  };
}

/** A paragraph may follow its heading without an empty line. */
function withoutHeading(block: string): string {
  return block.startsWith("#") ? block.split("\n").slice(1).join("\n").trim() : block;
}

/** Tables, lists, quotes, code, pictures and HTML are no summary. */
function isMarkup(block: string): boolean {
  return /^(\||[-*+] |\d+\. |>|```|!\[|<)/.test(block);
}

function plain(markdown: string): string {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[*_`]{1,3}(\S(?:.*?\S)?)[*_`]{1,3}/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

function cut(text: string): string {
  if (text.length <= SUMMARY_LENGTH_MAX) return text;
  const end = text.lastIndexOf(" ", SUMMARY_LENGTH_MAX - 1);
  return `${text.slice(0, end > 0 ? end : SUMMARY_LENGTH_MAX - 1)}…`;
}
