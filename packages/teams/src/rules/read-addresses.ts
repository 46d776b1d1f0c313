import { emailSchema } from "@millrace/people";

export const ENTRIES_MAX = 1_000;
const ENTRY_CHARACTERS_SHOWN = 120;

/** Up to a line's end, a comma or a semicolon; those inside of a quoted name part nothing. */
const ENTRY = /(?:"[^"\n\r]*"|[^",;\n\r]|")+/g;

/** One entry of a pasted list; `email` is null for what is no address. */
export type ListedAddress = { entry: string; email: string | null };

/** Of `"Lovelace, Ada" <ada@example.com>`, as mail programs write it, the address counts. Null: too many. */
export function readAddresses(text: string): ListedAddress[] | null {
  const entries: string[] = [];
  for (const [found] of text.matchAll(ENTRY)) {
    if (found.trim() === "") continue;
    if (entries.length === ENTRIES_MAX) return null;
    entries.push(found.trim());
  }
  return entries.map((entry) => {
    const address = /<([^<>]*)>$/.exec(entry)?.[1] ?? entry;
    const parsed = emailSchema.safeParse(address);
    return { entry: entry.slice(0, ENTRY_CHARACTERS_SHOWN), email: parsed.success ? parsed.data : null };
  });
}
