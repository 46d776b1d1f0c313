import { emailSchema } from "@millrace/people";

export const ENTRIES_MAX = 1_000;
const ENTRY_CHARACTERS_SHOWN = 120;

/** One entry of a pasted list; `email` is null for what is no address. */
export type ListedAddress = { entry: string; email: string | null };

/** Lines, commas and semicolons part entries; of `Ada <ada@example.com>` the address counts. Null: too many. */
export function readAddresses(text: string): ListedAddress[] | null {
  const entries = text
    .split(/[\n\r,;]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.length > ENTRIES_MAX) return null;
  return entries.map((entry) => {
    const address = /<([^<>]*)>\s*$/.exec(entry)?.[1] ?? entry;
    const parsed = emailSchema.safeParse(address);
    return { entry: entry.slice(0, ENTRY_CHARACTERS_SHOWN), email: parsed.success ? parsed.data : null };
  });
}
