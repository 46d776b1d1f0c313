export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "strong"; children: Inline[] }
  | { kind: "emphasis"; children: Inline[] }
  | { kind: "link"; href: string; children: Inline[] };

const DEPTH_MAX = 4;
/** Lengths are bounded, so that a card full of opening marks costs no more than any other. */
const MARK =
  /`([^`\n]{1,500})`|\*\*([^*\n]{1,500})\*\*|\*([^*\s][^*\n]{0,500})\*|!?\[([^\]\n]{0,300})\]\(([^()\s]{1,500})\)|<(https?:\/\/[^\s<>]{1,500})>/;

/** Reads emphasis, code and links within a line. HTML has no meaning here: it stays text. */
export function parseInline(source: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let rest = source;
  while (rest !== "") {
    const match = depth < DEPTH_MAX ? MARK.exec(rest) : null;
    if (!match) {
      parts.push({ kind: "text", text: rest });
      break;
    }
    if (match.index > 0) parts.push({ kind: "text", text: rest.slice(0, match.index) });
    parts.push(...toInlines(match, depth + 1));
    rest = rest.slice(match.index + match[0].length);
  }
  return parts;
}

function toInlines(match: RegExpExecArray, depth: number): Inline[] {
  const [whole, code, strong, emphasis, label, target, address] = match;
  if (code !== undefined) return [{ kind: "code", text: code }];
  if (strong !== undefined) return [{ kind: "strong", children: parseInline(strong, depth) }];
  if (emphasis !== undefined) return [{ kind: "emphasis", children: parseInline(emphasis, depth) }];
  if (address !== undefined) {
    return [{ kind: "link", href: address, children: [{ kind: "text", text: address }] }];
  }
  if (label === undefined || target === undefined) return [{ kind: "text", text: whole }];
  const href = whole.startsWith("!") ? null : safeHref(target);
  const children = parseInline(label, depth);
  return href ? [{ kind: "link", href, children }] : children;
}

/** Only addresses that a browser opens as a page; anything else in a stranger's card is shown as plain text. */
function safeHref(target: string): string | null {
  try {
    const url = new URL(target);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
