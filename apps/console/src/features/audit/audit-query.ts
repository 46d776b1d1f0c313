import type { AuditFilter } from "@millrace/audit";
import { isUuid } from "@millrace/kernel";
import { endOfDay, startOfDay } from "../range/start-of-day.ts";
import { textParam } from "../range/text-param.ts";

/** Everything that the page narrows the log to, as it stands in the address. */
export type AuditQuery = {
  verb?: string;
  /** An id, or `system`. */
  person?: string;
  type?: string;
  /** Days where the reader is: from the start of the one to the end of the other. */
  from?: string;
  to?: string;
  text?: string;
  /** Where the list goes on. */
  after?: string;
};

const WORD = /^[a-z][a-z_.]{0,79}$/;
const PLACE = /^[1-9]\d{0,14}$/;
const TEXT_LENGTH_MAX = 200;

type Params = Record<string, string | string[] | undefined>;

/** Reads the address; what makes no sense there is left out rather than refused. */
export function parseAuditQuery(params: Params): AuditQuery {
  const text = textParam(params.text, TEXT_LENGTH_MAX);
  return {
    verb: matching(params.verb, (word) => WORD.test(word)),
    person: matching(params.person, (id) => id === "system" || isUuid(id)),
    type: matching(params.type, (word) => WORD.test(word)),
    from: matching(params.from, isDay),
    to: matching(params.to, isDay),
    text: text?.includes("\0") ? undefined : text,
    after: matching(params.after, (place) => PLACE.test(place)),
  };
}

function isDay(text: string): boolean {
  return startOfDay(text, "UTC") !== null;
}

function matching(value: Params[string], test: (text: string) => boolean): string | undefined {
  return typeof value === "string" && test(value) ? value : undefined;
}

export function auditFilterOf(query: AuditQuery, timeZone: string): AuditFilter {
  const { verb, person, type: subjectType, text } = query;
  return {
    verb,
    person,
    subjectType,
    text,
    from: (query.from && startOfDay(query.from, timeZone)) || undefined,
    to: (query.to && endOfDay(query.to, timeZone)) || undefined,
  };
}

/** The address of the same page with some parts changed; a change of anything starts the list anew. */
export function auditAddress(query: AuditQuery, change: Partial<AuditQuery>): Record<string, string> {
  const next = { ...query, after: undefined, ...change };
  return Object.fromEntries(
    Object.entries(next).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

export function isNarrowed(query: AuditQuery): boolean {
  return Object.keys(auditAddress(query, {})).length > 0;
}
