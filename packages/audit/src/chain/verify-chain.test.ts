import type { Context } from "@millrace/db";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import type { Anchor } from "../anchors/anchor.ts";
import { recordAudit } from "../record-audit.ts";
import { type VerifiedTeam, verifyChain, verifyChains } from "./verify-chain.ts";

const db = await testDatabase();
const clock = fakeClock();
const allowed = { requirePermission: () => {} };

async function record(ctx: Context, after = { name: 'ключ "1" \u2028 \\ 🔑\n\t\u007f' }) {
  const entry = { verb: "key.create", subjectType: "key", subjectId: newId(), after };
  await db.database.inTeam(ctx.actor.teamId, (tx) => recordAudit(tx, ctx, entry));
}

async function teamWithEntries(count: number): Promise<TestTeam> {
  const team = await makeTeam(db, clock);
  for (let number = 0; number < count; number++) await record(team.as("owner"));
  return team;
}

/** As whoever owns the database: past grants, policies and triggers. */
async function tamper(team: TestTeam, ...statements: string[]) {
  const script = statements.map((statement) => statement.replaceAll("$team", `'${team.teamId}'`));
  await db.sql(
    ["SET session_replication_role = replica", ...script, "SET session_replication_role = origin"].join(";"),
  );
}

async function verified(team: TestTeam, anchors: Anchor[] = []) {
  const all = await verifyAll(new Map([[team.teamId, anchors]]));
  const found = all.find((one) => one.kind === "verified" && one.team.id === team.teamId);
  if (found?.kind !== "verified") throw new Error("the team was not verified");
  return found.report;
}

async function verifyAll(anchors: ReadonlyMap<string, Anchor[]> = new Map()): Promise<VerifiedTeam[]> {
  const all: VerifiedTeam[] = [];
  for await (const one of verifyChains({ database: db.database, clock }, anchors)) all.push(one);
  return all;
}

async function anchorOf(team: TestTeam): Promise<Anchor> {
  const { head } = await verified(team);
  if (head === null) throw new Error("nothing to anchor");
  return { teamId: team.teamId, ...head, at: clock.now() };
}

/** What the database's own trigger would have written, for every entry from a number on. */
const REWRITE = `DO $do$ DECLARE e audit_entries; last bytea; BEGIN
  FOR e IN SELECT * FROM audit_entries WHERE team_id = $team ORDER BY sequence LOOP
    e.previous_hash := coalesce(last, decode(repeat('00', 32), 'hex'));
    last := sha256(e.previous_hash || convert_to(audit_entry_text(e), 'UTF8'));
    UPDATE audit_entries SET previous_hash = e.previous_hash, hash = last WHERE team_id = $team AND id = e.id;
  END LOOP; END $do$`;

describe("verifyChains", () => {
  test("what the database wrote is whole, with every kind of text in it", async () => {
    const team = await makeTeam(db, clock);
    const owner = team.as("owner");
    await record(owner);
    await record({
      ...owner,
      actor: { ...owner.actor, personId: null, label: 'Ada "the first" \\', address: "::1" },
    });
    await record(owner, {
      name: "x",
      nested: { list: [1, 1.5, -0, 1e21, true, null, ""], empty: {} },
    } as never);
    const report = await verified(team);
    expect(report).toMatchObject({
      entries: 3,
      broken: null,
      provenTo: 3,
      anchor: null,
      head: { sequence: 3 },
    });
  });

  test("logs of any length are read page by page", async () => {
    const team = await makeTeam(db, clock);
    await db.sql(
      `INSERT INTO audit_entries (team_id, id, at, actor_label, verb, subject_type, subject_id)
       SELECT $1, gen_random_uuid(), now(), 'system', 'key.create', 'key', $1 FROM generate_series(1, 1234)`,
      [team.teamId],
    );
    expect(await verified(team)).toMatchObject({ entries: 1_234, broken: null, provenTo: 1_234 });
    await tamper(
      team,
      "UPDATE audit_entries SET verb = 'key.revoke' WHERE team_id = $team AND sequence = 1000",
    );
    expect(await verified(team)).toMatchObject({ broken: { kind: "changed", from: 1_000 }, provenTo: 999 });
  });

  test("a team without entries is whole", async () => {
    const team = await makeTeam(db, clock);
    expect(await verified(team)).toEqual({ entries: 0, head: null, broken: null, provenTo: 0, anchor: null });
  });

  const where = (number: number) => `WHERE team_id = $team AND sequence = ${number}`;
  test.each<[string, string[], object]>([
    [
      "a changed field",
      [`UPDATE audit_entries SET after = '{"name": "other"}' ${where(3)}`],
      { kind: "changed", from: 3 },
    ],
    [
      "the actor alone",
      [`UPDATE audit_entries SET actor_label = 'eve@example.test' ${where(3)}`],
      { kind: "changed", from: 3 },
    ],
    [
      "the person alone",
      [`UPDATE audit_entries SET person_id = NULL ${where(3)}`],
      { kind: "changed", from: 3 },
    ],
    [
      "the time alone",
      [`UPDATE audit_entries SET at = at + interval '1 ms' ${where(3)}`],
      { kind: "changed", from: 3 },
    ],
    [
      "a time that is none",
      [`UPDATE audit_entries SET at = 'infinity' ${where(6)}`],
      { kind: "changed", from: 6 },
    ],
    [
      "a hash of another length",
      [`UPDATE audit_entries SET hash = '' ${where(3)}`],
      { kind: "changed", from: 3 },
    ],
    ["a middle row removed", [`DELETE FROM audit_entries ${where(3)}`], { kind: "missing", from: 3, to: 3 }],
    [
      "a middle row removed, the others moved up",
      [
        `DELETE FROM audit_entries ${where(3)}`,
        "UPDATE audit_entries SET sequence = -sequence + 1 WHERE team_id = $team AND sequence > 3",
        "UPDATE audit_entries SET sequence = -sequence WHERE team_id = $team AND sequence < 0",
      ],
      { kind: "missing", from: 3, to: 3 },
    ],
    [
      "two swapped",
      [
        `UPDATE audit_entries SET sequence = 99 ${where(2)}`,
        `UPDATE audit_entries SET sequence = 2 ${where(4)}`,
        `UPDATE audit_entries SET sequence = 4 ${where(99)}`,
      ],
      { kind: "reordered", from: 2, to: 4 },
    ],
    [
      "a forged row at the end",
      [
        `INSERT INTO audit_entries (team_id, id, sequence, at, actor_label, verb, subject_type, subject_id, hash, previous_hash) SELECT team_id, gen_random_uuid(), 7, at, actor_label, verb, subject_type, subject_id, sha256('x'), sha256('y') FROM audit_entries ${where(6)}`,
      ],
      { kind: "inserted", from: 7 },
    ],
  ])("%s by hand is found", async (_, statements, told) => {
    const team = await teamWithEntries(6);
    await tamper(team, ...statements);
    expect(await verified(team)).toMatchObject({ broken: told });
  });

  test("an end that was cut off is found by the anchor", async () => {
    const team = await teamWithEntries(4);
    const anchor = await anchorOf(team);
    await record(team.as("owner"));
    await tamper(team, "DELETE FROM audit_entries WHERE team_id = $team AND sequence >= 4");
    expect(await verified(team)).toMatchObject({ broken: null, provenTo: 3 });
    expect(await verified(team, [anchor])).toMatchObject({
      broken: { kind: "missing", from: 4, to: 4 },
      provenTo: 3,
    });
  });

  test("a log that was emptied is found by the anchor", async () => {
    const team = await teamWithEntries(2);
    const anchor = await anchorOf(team);
    await tamper(team, "DELETE FROM audit_entries WHERE team_id = $team");
    expect(await verified(team, [anchor])).toMatchObject({
      head: null,
      broken: { kind: "missing", from: 1, to: 2 },
      provenTo: 0,
    });
  });

  test("a chain that was written anew is found by the anchor, as far back as an older one holds", async () => {
    const team = await teamWithEntries(2);
    const older = await anchorOf(team);
    await record(team.as("owner"));
    await record(team.as("owner"));
    const newer = await anchorOf(team);
    await record(team.as("owner"));
    await tamper(
      team,
      "UPDATE audit_entries SET actor_label = 'eve' WHERE team_id = $team AND sequence = 3",
      REWRITE,
    );
    expect(await verified(team)).toMatchObject({ broken: null });
    expect(await verified(team, [older, newer])).toMatchObject({
      broken: { kind: "rewritten", from: 3, to: 4 },
      provenTo: 2,
      anchor: older,
    });
  });

  test("an anchored chain that only grew is whole", async () => {
    const team = await teamWithEntries(2);
    const anchor = await anchorOf(team);
    await record(team.as("owner"));
    expect(await verified(team, [anchor])).toMatchObject({ broken: null, provenTo: 3, anchor });
  });

  test("a team that is gone is missed, unless it was deleted", async () => {
    const [gone, deleted] = [await teamWithEntries(1), await teamWithEntries(1)];
    const anchors = new Map([
      [gone.teamId, [await anchorOf(gone)]],
      [deleted.teamId, [await anchorOf(deleted)]],
    ]);
    await db.sql("DELETE FROM teams WHERE id = ANY ($1)", [[gone.teamId, deleted.teamId]]);
    await db.sql("INSERT INTO team_deletions (team_id, at, counts, proof) VALUES ($1, $2, '{}', '')", [
      deleted.teamId,
      clock.now(),
    ]);
    const others = (await verifyAll(anchors)).filter((one) => one.kind !== "verified");
    expect(others).toEqual([
      { kind: "vanished", teamId: gone.teamId, anchor: anchors.get(gone.teamId)?.[0] },
      { kind: "deleted", teamId: deleted.teamId, at: clock.now() },
    ]);
  });

  test("entries that come while it reads are left for the next time", async () => {
    const team = await teamWithEntries(3);
    const reports = await Promise.all([
      verified(team),
      ...Array.from({ length: 10 }, () => record(team.as("owner"))),
    ]);
    expect(reports[0]).toMatchObject({ broken: null });
    expect(await verified(team)).toMatchObject({ broken: null, entries: 13 });
  });
});

describe("verifyChain", () => {
  test("a team's own log is checked within what the team may see", async () => {
    const [ours, theirs] = [await teamWithEntries(2), await teamWithEntries(3)];
    await tamper(theirs, "UPDATE audit_entries SET verb = 'x' WHERE team_id = $team");
    expect(await verifyChain({ ...ours.as("owner"), ...allowed })).toMatchObject({
      entries: 2,
      broken: null,
    });
  });

  test("whoever may not read the log may not check it", async () => {
    const ctx = (await teamWithEntries(1)).as("viewer");
    const requirePermission = () => {
      throw new Error("not allowed");
    };
    await expect(verifyChain({ ...ctx, requirePermission })).rejects.toThrow("not allowed");
  });

  test("only so many logs are checked at once, and then again", async () => {
    const ctx = { ...(await teamWithEntries(1)).as("owner"), ...allowed };
    const checks = await Promise.allSettled(Array.from({ length: 5 }, () => verifyChain(ctx)));
    expect(checks.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(await verifyChain(ctx)).toMatchObject({ broken: null });
  });
});
