import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import {
  filesWith,
  fillTeam,
  type TestTeam,
  tablesWith,
  tenantTables,
  testDatabase,
} from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { keepBodies } from "../bodies/keep-bodies.ts";
import { setBodyDays } from "../bodies/set-body-days.ts";
import { makeExport } from "../exports/make-export.ts";
import { requestExport } from "../exports/request-export.ts";
import { bodyOf, privacyOf } from "../privacy.fixture.ts";
import { deletionStatement, proofOf } from "../rules/deletion-statement.ts";
import { teamFilesIn } from "../team-files.ts";
import { deleteTeam } from "./delete-team.ts";
import { removeRemains } from "./remove-remains.ts";

const db = await testDatabase();
const { clock, system, as, newTeam } = privacyOf(db);
const home = await mkdtemp(join(tmpdir(), "millrace-deletion-"));
afterAll(() => rm(home, { recursive: true }));
const files = teamFilesIn(home);
const going = new AbortController().signal;

function by(team: TestTeam, role = "owner", provedAt = clock.now()) {
  const session: Session = {
    id: newId(),
    person: { id: team.personId, email: team.email, name: "Ada" },
    method: "password",
    ssoTeamId: null,
    secondFactorAt: null,
    provedAt,
    isOperator: false,
    origin: NO_ORIGIN,
  };
  return { ...as(team, role), session, provider: null };
}

async function named(name = `Mill ${newId()}`): Promise<TestTeam & { name: string }> {
  const team = await newTeam();
  await db.sql("UPDATE teams SET name = $2 WHERE id = $1", [team.teamId, name]);
  return { ...team, name };
}

const isThere = async ({ teamId }: TestTeam) =>
  (await db.sql("SELECT 1 FROM teams WHERE id = $1", [teamId])).length === 1;

/** A row of usage that is there whether its team is or not. */
const addUsage = (teamId: string) =>
  db.sql(
    `INSERT INTO usage_records (team_id, id, at, node_id, key_id, deployment_id, model_name, model_version_id, task, outcome,
       inputs, input_tokens, currency, amount_pico, queue_us, compute_us, total_us, batch_rows, payload_hash)
     VALUES ($1, $2, now(), $2, $2, $2, 'm', $2, 't', 'answered', 1, 1, 'USD', 0, 0, 0, 0, 1, sha256(''))`,
    [teamId, newId()],
  );

describe("deleteTeam", () => {
  test("leaves not a byte of the team in any table or file, and the others as they were", async () => {
    const [team, other] = [await named(), await named()];
    const [canary, kept] = [`canary-${newId()}`, `canary-${newId()}`];
    await db.sql("UPDATE teams SET name = $2 WHERE id = $1", [team.teamId, canary]);
    await fillTeam(db, team.teamId, canary);
    await fillTeam(db, other.teamId, kept);
    await db.sql("DELETE FROM team_deletions");
    // Rows were made up without their foreign keys: these are tied to their deployment, as they always are.
    for (const table of ["placements", "replica_states", "deployment_loads"])
      await db.sql(
        `UPDATE ${table} t SET deployment_id = d.id FROM deployments d WHERE d.team_id = t.team_id AND t.team_id = $1`,
        [team.teamId],
      );
    await setBodyDays(as(team, "owner"), { days: 7 });
    await keepBodies(system, team.teamId, [bodyOf(newId(), clock.now(), canary)]);
    const { id } = await requestExport(as(team, "owner"));
    expect(await makeExport(system, files, going)).toMatchObject({ id, outcome: "made" });
    const file = files.exportFile(team.teamId, id);
    const keptBefore = await tablesWith(db, kept);
    expect(await tablesWith(db, canary)).not.toEqual([]);

    const { rows, files: count } = await deleteTeam(by(team), { name: canary });
    expect(await removeRemains(system, files)).toEqual([{ teamId: team.teamId, what: "files" }]);

    expect(await tablesWith(db, canary)).toEqual([]);
    expect(await filesWith(home, canary)).toEqual([]);
    await expect(stat(dirname(dirname(file)))).rejects.toMatchObject({ code: "ENOENT" });
    for (const { name } of await tenantTables(db)) {
      if (name === "team_deletions") continue;
      const left = await db.sql(`SELECT 1 FROM "${name}" WHERE team_id = $1`, [team.teamId]);
      expect(left, name).toEqual([]);
      expect(rows[name], `${name} is counted`).toBeGreaterThan(0);
    }
    expect(count).toBe(1);
    expect(await tablesWith(db, kept)).toEqual(keptBefore);
  });

  test("gives a certificate that proves itself, and the same proof stays here", async () => {
    const team = await named();
    await setBodyDays(as(team, "owner"), { days: 7 });
    const [entry] = await db.sql("SELECT encode(hash, 'hex') AS hash FROM audit_entries WHERE team_id = $1", [
      team.teamId,
    ]);
    const certificate = await deleteTeam(by(team), { name: team.name });
    expect(certificate).toMatchObject({ teamId: team.teamId, at: clock.now(), auditHash: entry?.hash });
    expect(certificate.statement).toBe(deletionStatement(certificate));
    expect(certificate.proof).toBe(proofOf(certificate.statement));
    const [stored] = await db.sql("SELECT * FROM team_deletions WHERE team_id = $1", [team.teamId]);
    expect(stored).toEqual({
      team_id: team.teamId,
      at: clock.now(),
      counts: { rows: certificate.rows, files: 0, fileBytes: 0 },
      audit_hash: Buffer.from(String(entry?.hash), "hex"),
      proof: Buffer.from(certificate.proof, "hex"),
    });
    expect(JSON.stringify(stored)).not.toContain(team.name);
  });

  test("what is sealed cannot be opened from a copy any more, since its keys are gone", async () => {
    const team = await named();
    const place = { owner: team.teamId, purpose: "test", id: newId() };
    const sealed = await system.database.inSystem((tx) => system.secrets.seal(tx, place, "a recipe"));
    await deleteTeam(by(team), { name: team.name });
    // Longer than an opened key stays in memory.
    clock.advance(6 * 60_000);
    const open = system.database.inSystem((tx) => system.secrets.open(tx, place, sealed));
    await expect(open).rejects.toMatchObject({ code: "secrets.cannot_open" });
  });

  test("sessions that its provider opened and accounts that it linked end with it; people stay", async () => {
    const team = await named();
    await db.sql(
      `INSERT INTO identities (provider, subject, person_id, label, linked_at) VALUES ($1, 's', $2, 'l', now())`,
      [`sso:${team.teamId}`, team.personId],
    );
    await db.sql(
      `INSERT INTO sessions (id, person_id, token_hash, method, sso_team_id, proved_at, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, '', 'sso', $3, now(), now(), now(), now())`,
      [newId(), team.personId, team.teamId],
    );
    await deleteTeam(by(team), { name: team.name });
    expect(await db.sql("SELECT 1 FROM identities WHERE person_id = $1", [team.personId])).toEqual([]);
    expect(await db.sql("SELECT 1 FROM sessions WHERE person_id = $1", [team.personId])).toEqual([]);
    expect(await db.sql("SELECT 1 FROM persons WHERE id = $1", [team.personId])).toHaveLength(1);
  });

  test.each(["admin", "developer", "viewer", "billing", "stranger"])("a %s may not", async (role) => {
    const team = await named();
    const refused = deleteTeam(by(team, role), { name: team.name });
    await expect(refused).rejects.toMatchObject({ code: "teams.not_allowed" });
    expect(await isThere(team)).toBe(true);
  });

  test("whoever has not lately proved who they are is asked to", async () => {
    const team = await named();
    const owner = by(team, "owner", new Date(clock.now().getTime() - 3_600_000));
    await expect(deleteTeam(owner, { name: team.name })).rejects.toMatchObject({
      code: "people.prove_again",
    });
    expect(await isThere(team)).toBe(true);
  });

  test.each(["", "mill", "another team"])("%j is not the name, and nothing goes", async (name) => {
    const team = await named();
    const refused = deleteTeam(by(team), { name });
    await expect(refused).rejects.toMatchObject({ code: "privacy.name_differs", param: "name" });
    expect(await isThere(team)).toBe(true);
  });

  test("of two at once, one deletes", async () => {
    const team = await named();
    const race = await Promise.allSettled([1, 2].map(() => deleteTeam(by(team), { name: team.name })));
    expect(race.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("bodies that arrive meanwhile are counted or left out, and never stay", async () => {
    for (let round = 0; round < 6; round++) {
      const team = await named();
      await setBodyDays(as(team, "owner"), { days: 7 });
      const { teamId, name } = team;
      const late = () => keepBodies(system, teamId, [bodyOf(newId(), clock.now())]);
      await Promise.all([late(), late(), deleteTeam(by(team), { name }), late(), late()]);
      expect(await late()).toBe(0);
      for (const table of ["request_bodies", "data_keys"])
        expect(await db.sql(`SELECT 1 FROM ${table} WHERE team_id = $1`, [teamId]), table).toEqual([]);
    }
  });

  test("an export that is being made ends with the team", async () => {
    const team = await named();
    await requestExport(as(team, "owner"));
    await setBodyDays(as(team, "owner"), { days: 7 });
    await keepBodies(system, team.teamId, [bodyOf(newId(), clock.now())]);
    const isInside = Promise.withResolvers<void>();
    const mayGoOn = Promise.withResolvers<void>();
    const open: typeof system.secrets.open = async (...body) => {
      isInside.resolve();
      await mayGoOn.promise;
      return system.secrets.open(...body);
    };
    const making = makeExport({ ...system, secrets: { ...system.secrets, open } }, files, going);
    await isInside.promise;
    await deleteTeam(by(team), { name: team.name });
    mayGoOn.resolve();
    expect(await making).toMatchObject({ outcome: "overtaken" });
    await removeRemains(system, files);
    expect(await files.teams()).not.toContain(team.teamId);
  });
});

test("usage that was too much for one transaction is removed afterwards", async () => {
  const team = await named();
  await deleteTeam(by(team), { name: team.name });
  const other = await named();
  for (const { teamId } of [team, other]) await addUsage(teamId);
  expect(await removeRemains(system, files)).toEqual([{ teamId: team.teamId, what: "usage" }]);
  expect(await db.sql("SELECT 1 FROM usage_records WHERE team_id = $1", [team.teamId])).toEqual([]);
  expect(await db.sql("SELECT 1 FROM usage_records WHERE team_id = $1", [other.teamId])).toHaveLength(1);
  expect(await removeRemains(system, files)).toEqual([]);
});
