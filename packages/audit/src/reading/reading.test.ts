import { createHash } from "node:crypto";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import type { AuditReader } from "../reader.ts";
import { recordAudit } from "../record-audit.ts";
import { type ExportFormat, exportEntries } from "./export-entries.ts";
import { listActors, listEntries } from "./list-entries.ts";

const db = await testDatabase();
const clock = fakeClock(new Date("2026-03-01T08:00:00Z"));
const HOUR_MS = 3_600_000;

function reader(team: TestTeam): AuditReader {
  return { ...team.as("owner"), requirePermission: () => {} };
}

function forbidden(team: TestTeam): AuditReader {
  const requirePermission = () => {
    throw new Error("not allowed");
  };
  return { ...team.as("viewer"), requirePermission };
}

async function record(
  team: TestTeam,
  name: string,
  change: { verb?: string; personId?: string | null } = {},
) {
  const ctx = team.as("owner");
  const { verb = "key.create", personId = ctx.actor.personId } = change;
  const entry = { verb, subjectType: verb.split(".")[0] ?? "", subjectId: newId(), after: { name } };
  const actor = { ...ctx.actor, personId, label: personId === null ? "system" : ctx.actor.label };
  await db.database.inTeam(team.teamId, (tx) => recordAudit(tx, { ...ctx, actor }, entry));
}

async function names(team: TestTeam, filter: object = {}): Promise<unknown[]> {
  const { entries } = await listEntries(reader(team), filter, { limit: 100 });
  return entries.map(({ after }) => after?.name);
}

describe("listEntries", () => {
  test("everything is told, newest first", async () => {
    const team = await makeTeam(db, clock);
    await record(team, "one");
    await record(team, "two");
    const { entries, next } = await listEntries(reader(team), {}, { limit: 10 });
    expect(next).toBeNull();
    expect(entries).toMatchObject([{ sequence: 2 }, { sequence: 1 }]);
    expect(entries[1]).toEqual({
      id: expect.any(String),
      sequence: 1,
      at: clock.now(),
      personId: team.personId,
      actorLabel: team.email,
      actorRole: "owner",
      address: null,
      verb: "key.create",
      subjectType: "key",
      subjectId: expect.any(String),
      before: null,
      after: { name: "one" },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("pages neither repeat nor leave out anything, whatever comes meanwhile", async () => {
    const team = await makeTeam(db, clock);
    for (let number = 1; number <= 7; number++) await record(team, String(number));
    const seen: unknown[] = [];
    let after: string | undefined;
    do {
      const page = await listEntries(reader(team), {}, { limit: 3, after });
      seen.push(...page.entries.map((entry) => entry.after?.name));
      after = page.next ?? undefined;
      await record(team, "meanwhile");
    } while (after !== undefined);
    expect(seen).toEqual(["7", "6", "5", "4", "3", "2", "1"]);
  });

  test("each filter narrows, and together they narrow more", async () => {
    const team = await makeTeam(db, clock);
    await record(team, "early");
    clock.advance(HOUR_MS);
    await record(team, "Café 100% \\ done", { verb: "deployment.create" });
    await record(team, "seed", { personId: null });
    const now = clock.now();
    expect(await names(team, { verb: "deployment.create" })).toEqual(["Café 100% \\ done"]);
    expect(await names(team, { subjectType: "key" })).toEqual(["seed", "early"]);
    expect(await names(team, { person: "system" })).toEqual(["seed"]);
    expect(await names(team, { person: team.personId, from: now })).toEqual(["Café 100% \\ done"]);
    expect(await names(team, { to: now })).toEqual(["early"]);
    expect(await names(team, { text: "cAFé 100%" })).toEqual(["Café 100% \\ done"]);
    expect(await names(team, { verb: "key.create", text: team.email.toUpperCase() })).toEqual(["early"]);
  });

  test.each([
    "'",
    "''; DROP TABLE audit_entries; --",
    '"',
    "\\",
    "%",
    "_",
    "%%%",
    "a%",
    "$1",
    "?",
    "NULL",
    "\n",
    "\u2028",
    "🔑",
    "\ud800",
    "' OR 1=1 --",
    "x".repeat(200),
  ])("%j is looked for as it stands, and means nothing else", async (text) => {
    const team = await makeTeam(db, clock);
    await record(team, "plain");
    expect(await names(team, { text })).toEqual([]);
    await record(team, `before ${text} behind`);
    expect(await names(team, { text })).toEqual([`before ${text.toWellFormed()} behind`]);
    for (const field of ["verb", "person", "subjectType"]) {
      await expect(names(team, { [field]: text })).rejects.toMatchObject({
        code: "audit.filter_invalid",
        param: field,
      });
    }
  });

  test.each<[string, object, object]>([
    ["a text with a NUL", { text: "a\0b" }, {}],
    ["a text without end", { text: "x".repeat(10_000) }, {}],
    ["an empty text", { text: "" }, {}],
    ["an operator where a value stands", { verb: { not: "" } }, {}],
    ["a list", { person: ["system"] }, {}],
    ["null", { subjectType: null }, {}],
    ["a field that is none", { teamId: newId() }, {}],
    ["a time that is none", { from: new Date(Number.NaN) }, {}],
    ["a place that is none", {}, { after: "1; DROP TABLE teams" }],
    ["a place before the first", {}, { after: "0" }],
    ["a place of another kind", {}, { after: "9".repeat(40) }],
    ["too large a page", {}, { limit: 101 }],
    ["an empty page", {}, { limit: 0 }],
  ])("%s is refused with a clear error", async (_, filter, page) => {
    const team = await makeTeam(db, clock);
    await expect(listEntries(reader(team), filter, { limit: 10, ...page })).rejects.toMatchObject({
      kind: "invalid",
      code: "audit.filter_invalid",
    });
  });

  test("a team reads its own log alone, also by another's person", async () => {
    const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    await record(theirs, "theirs");
    expect(await names(ours)).toEqual([]);
    expect(await names(ours, { person: theirs.personId })).toEqual([]);
  });

  test("whoever may not read the log is refused before it is looked at", async () => {
    const team = await makeTeam(db, clock);
    await expect(listEntries(forbidden(team), {}, { limit: 1 })).rejects.toThrow("not allowed");
    await expect(listActors(forbidden(team))).rejects.toThrow("not allowed");
    await expect(exportEntries(forbidden(team), "csv", {})).rejects.toThrow("not allowed");
  });

  test("a rare thing far back is found page by page, and a common one at once", async () => {
    const team = await makeTeam(db, clock);
    await record(team, "needle", { verb: "team.create" });
    await db.sql(
      `INSERT INTO audit_entries (team_id, id, at, actor_label, verb, subject_type, subject_id)
       SELECT $1, gen_random_uuid(), now(), 'system', 'key.create', 'key', $1 FROM generate_series(1, 2000)`,
      [team.teamId],
    );
    // As if the log were a hundred times as long: what is looked through is counted by numbers.
    await db.sql(`SET session_replication_role = replica;
      UPDATE audit_entries SET sequence = sequence * 100 + 1000000 WHERE team_id = '${team.teamId}' AND sequence > 1;
      SET session_replication_role = origin`);
    expect((await listEntries(reader(team), { verb: "key.create" }, { limit: 10 })).entries).toHaveLength(10);
    const found: number[] = [];
    let after: string | undefined;
    do {
      const page = await listEntries(reader(team), { verb: "team.create" }, { limit: 10, after });
      found.push(page.entries.length);
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(found).toEqual([0, 0, 1]);
  });

  test("a time that somebody set beyond the calendar does not hide the log", async () => {
    const team = await makeTeam(db, clock);
    await record(team, "odd");
    await db.sql("UPDATE audit_entries SET at = 'infinity' WHERE team_id = $1", [team.teamId]);
    expect(await names(team)).toEqual(["odd"]);
  });
});

describe("listActors", () => {
  test("each person once, by the label they had last", async () => {
    const team = await makeTeam(db, clock);
    await record(team, "one");
    await record(team, "two", { personId: null });
    expect(await listActors(reader(team))).toEqual([{ id: team.personId, label: team.email }]);
  });
});

async function exported(team: TestTeam, format: ExportFormat, filter: object = {}): Promise<string> {
  let file = "";
  for await (const piece of await exportEntries(reader(team), format, filter)) file += piece;
  return file;
}

describe("exportEntries", () => {
  test("a file of JSON lines proves itself: each hash covers its content and the hash before it", async () => {
    const team = await makeTeam(db, clock);
    for (const name of ["one", '=HYPERLINK("x")', "drei\n\t🔑"]) await record(team, name);
    const lines = (await exported(team, "jsonl")).trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    let previous = "0".repeat(64);
    for (const [index, line] of lines.entries()) {
      const entry = JSON.parse(line);
      const hash = createHash("sha256")
        .update(Buffer.from(entry.previousHash, "hex"))
        .update(entry.content)
        .digest("hex");
      expect(entry).toMatchObject({
        sequence: index + 1,
        hash,
        previousHash: previous,
        actorLabel: team.email,
      });
      expect(JSON.parse(entry.content).at(-1)).toEqual(entry.after);
      previous = hash;
    }
  });

  test("a spreadsheet runs nothing of it, and its content still proves it", async () => {
    const team = await makeTeam(db, clock);
    await db.sql(
      `INSERT INTO audit_entries (team_id, id, at, actor_label, address, verb, subject_type, subject_id)
       SELECT $1, gen_random_uuid(), now(), label, '-1', 'key.create', 'key', $1
       FROM unnest(ARRAY['=1+1', '+1', '-1', '@SUM(A1)', E'\\t=1', E'\\r=1', '"=1', 'a,b']) AS label`,
      [team.teamId],
    );
    const [header, ...rows] = parseCsv(await exported(team, "csv"));
    expect(header).toEqual(expect.arrayContaining(["actor", "content", "previous_hash", "hash"]));
    expect(rows).toHaveLength(8);
    const column = (row: string[], name: string) => row[header?.indexOf(name) ?? -1] ?? "";
    for (const row of rows) {
      for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      const content = createHash("sha256")
        .update(Buffer.from(column(row, "previous_hash"), "hex"))
        .update(column(row, "content"));
      expect(content.digest("hex")).toBe(column(row, "hash"));
    }
    expect(rows.map((row) => column(row, "actor"))).toContain('"=1');
  });

  test("a long log comes in pieces, oldest first, and ends where it ended when it began", async () => {
    const team = await makeTeam(db, clock);
    await db.sql(
      `INSERT INTO audit_entries (team_id, id, at, actor_label, verb, subject_type, subject_id)
       SELECT $1, gen_random_uuid(), now(), 'system', 'key.create', 'key', $1 FROM generate_series(1, 1100)`,
      [team.teamId],
    );
    const pieces: string[] = [];
    for await (const piece of await exportEntries(reader(team), "jsonl", {})) {
      pieces.push(piece);
      await record(team, "meanwhile");
    }
    const numbers = pieces.map((piece) =>
      piece
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line).sequence as number),
    );
    expect(numbers.map(({ length }) => length)).toEqual([500, 500, 100]);
    expect(numbers.flat()).toEqual(Array.from({ length: 1_100 }, (_, index) => index + 1));
  });

  test("the filter of the page holds for the file, and an empty log is a file without lines", async () => {
    const team = await makeTeam(db, clock);
    expect(await exported(team, "jsonl")).toBe("");
    expect(parseCsv(await exported(team, "csv"))).toHaveLength(1);
    await record(team, "one");
    await record(team, "two", { verb: "team.create" });
    const lines = (await exported(team, "jsonl", { verb: "team.create" })).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).after.name)).toEqual(["two"]);
  });
});

/** RFC 4180, as a spreadsheet reads it. */
function parseCsv(file: string): string[][] {
  const cells = file.slice(1).matchAll(/("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r\n)/g);
  const rows: string[][] = [[]];
  for (const [, cell = "", end] of cells) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}
