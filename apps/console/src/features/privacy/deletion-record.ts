/** Where the proof of a deletion waits on the way from a page of the team to one that outlives it. */
const NAME = "millrace.team-deletion";

/** What is told of a deletion; the whole of it goes into the file. */
export type DeletionRecord = { name: string; handle: string; at: string; proof: string; certificate: string };

export function keepRecord(record: DeletionRecord): void {
  sessionStorage.setItem(NAME, JSON.stringify(record));
}

/** Null when nothing was deleted in this tab. */
export function readRecord(): string | null {
  return sessionStorage.getItem(NAME);
}

export function parseRecord(text: string): DeletionRecord {
  return JSON.parse(text) as DeletionRecord;
}
