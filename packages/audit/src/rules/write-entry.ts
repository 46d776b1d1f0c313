import { BYTE_ORDER_MARK, csvLine } from "@millrace/kernel";
import { type ChainEntry, entryText, hex } from "./entry-text.ts";

const COLUMNS: readonly { name: string; of: (entry: ChainEntry) => string }[] = [
  { name: "sequence", of: ({ sequence }) => String(sequence) },
  { name: "at", of: ({ at }) => isoTime(at) },
  { name: "person_id", of: ({ personId }) => personId ?? "" },
  { name: "actor", of: ({ actorLabel }) => actorLabel },
  { name: "role", of: ({ actorRole }) => actorRole },
  { name: "address", of: ({ address }) => address ?? "" },
  { name: "verb", of: ({ verb }) => verb },
  { name: "subject_type", of: ({ subjectType }) => subjectType },
  { name: "subject_id", of: ({ subjectId }) => subjectId },
  { name: "before", of: ({ before }) => before ?? "" },
  { name: "after", of: ({ after }) => after ?? "" },
  { name: "previous_hash", of: ({ previousHash }) => hex(previousHash) },
  { name: "hash", of: ({ hash }) => hex(hash) },
  { name: "content", of: entryText },
];

export const CSV_HEADER = `${BYTE_ORDER_MARK}${csvLine(COLUMNS.map(({ name }) => name))}`;

export function csvLineOf(entry: ChainEntry): string {
  return csvLine(COLUMNS.map(({ of }) => of(entry)));
}

/** A line of JSON; `content` is the very text that `hash` covers behind `previousHash`. */
export function jsonLine(entry: ChainEntry): string {
  const { teamId, id, personId, actorLabel, actorRole, address, verb, subjectType, subjectId } = entry;
  const told = { teamId, id, sequence: Number(entry.sequence), at: isoTime(entry.at) };
  const fields = { ...told, personId, actorLabel, actorRole, address, verb, subjectType, subjectId };
  // As the database has it: a number with more digits than ours stays what it is.
  const snapshots = `"before":${entry.before ?? "null"},"after":${entry.after ?? "null"}`;
  const { previousHash, hash } = entry;
  const proof = { previousHash: hex(previousHash), hash: hex(hash), content: entryText(entry) };
  return `${JSON.stringify(fields).slice(0, -1)},${snapshots},${JSON.stringify(proof).slice(1)}\n`;
}

/** As it stands where it is no time. */
function isoTime(at: string): string {
  const time = new Date(Number(at));
  return Number.isNaN(time.getTime()) ? at : time.toISOString();
}
