import { isUuid } from "@millrace/kernel";

/** The last request of a page; the next page begins right after it. */
type Cursor = { at: Date; id: string };

const CURSOR = /^(\d{1,15})_(.{36})$/;

export function writeCursor({ at, id }: Cursor): string {
  return `${at.getTime()}_${id}`;
}

/** Null for what `writeCursor` did not write. */
export function readCursor(text: string): Cursor | null {
  const [, time, id] = CURSOR.exec(text) ?? [];
  if (time === undefined || id === undefined || !isUuid(id)) return null;
  return { at: new Date(Number(time)), id };
}
