import { Fault } from "@millrace/kernel";
import type { AuditEntry, AuditJson, AuditSnapshot } from "../audit-entry.ts";

/** An entry is read by many and never goes away: what it holds is bounded. */
const SNAPSHOT_LENGTH_MAX = 64 * 1024;
const VERB = /^[a-z_]+\.[a-z_]+$/;
const SECRET_NAME =
  /passw|passphrase|secret|token|hash|credential|private_?key|api_?key|cookie|recovery_?code/i;
/** Our keys and links, password hashes (PHC), and keys in PEM: people paste them where a name is asked for. */
const SECRET_VALUE = /\bm[ri]_[\w-]{16,}|\$argon2\S+|-----BEGIN [A-Z ]*KEY-----[\s\S]*/g;
const REDACTED = "[secret]";
/** `jsonb` cannot hold it, nor halves of surrogate pairs. */
const NUL = /\0/g;

/**
 * The entry as everybody who may read the log can see it. A field whose name sounds like a secret may only say whether
 * there is one, or how many: anything else there is a mistake of the code. What looks like a secret in another field is
 * left out. Faults `internal` `audit.secret_in_entry` and `audit.verb_malformed`, `limit_exceeded` `audit.entry_too_large`.
 */
export function presentable(entry: AuditEntry): AuditEntry {
  if (!VERB.test(entry.verb)) throw mistake("audit.verb_malformed", `"${entry.verb}" is not noun.verb`);
  const { before, after } = entry;
  return {
    ...entry,
    ...(before && { before: snapshot(before, entry.verb) }),
    ...(after && { after: snapshot(after, entry.verb) }),
  };
}

function snapshot(fields: AuditSnapshot, verb: string): AuditSnapshot {
  const shown = shownFields(fields, verb);
  if (JSON.stringify(shown).length > SNAPSHOT_LENGTH_MAX) throw tooLarge();
  return shown;
}

function shownFields(fields: AuditSnapshot, verb: string): AuditSnapshot {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value, name, verb)]));
}

/** The entries of a list go by the name of the list. */
function shown(value: AuditJson, name: string, verb: string): AuditJson {
  if (typeof value === "string") {
    if (!SECRET_NAME.test(name)) return wellFormed(value.replace(SECRET_VALUE, REDACTED));
    throw mistake("audit.secret_in_entry", `${verb} would write a secret into the audit log, in "${name}"`);
  }
  if (typeof value !== "object" || value === null) return value;
  if (isList(value)) return value.map((inner) => shown(inner, name, verb));
  return shownFields(value, verb);
}

function wellFormed(text: string): string {
  return text.toWellFormed().replace(NUL, "\ufffd");
}

/** `Array.isArray` does not tell a read-only list from a record. */
function isList(value: readonly AuditJson[] | AuditSnapshot): value is readonly AuditJson[] {
  return Array.isArray(value);
}

function mistake(code: string, internal: string): Fault {
  const message = "Something went wrong on our side. Nothing was changed.";
  return new Fault({ kind: "internal", code, message, internal });
}

function tooLarge(): Fault {
  return new Fault({
    kind: "limit_exceeded",
    code: "audit.entry_too_large",
    message: "This changes more at once than can be written down. Do it in several steps.",
  });
}
