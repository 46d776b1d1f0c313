import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { createSecrets } from "./create-secrets.ts";
import { openKeyRing } from "./key-ring.ts";

const db = await testDatabase();
const clock = fakeClock();
const KEY = "only-for-tests-and-32-characters-long";
const keys = openKeyRing({ kind: "given", keys: [KEY] });
const secrets = () => createSecrets({ keys, clock });

const place = (owner: string | null) => ({ owner, purpose: "test", id: newId() });

test("a team's value is sealed and opened by its own role, and again after a restart", async () => {
  const { teamId } = await makeTeam(db);
  const where = place(teamId);
  const sealed = await db.database.inTeam(teamId, (tx) => secrets().seal(tx, where, "schlüssel 🔑"));
  expect(Buffer.from(sealed).toString("latin1")).not.toContain("schl");
  const open = await db.database.inTeam(teamId, (tx) => secrets().open(tx, where, sealed));
  expect(open).toBe("schlüssel 🔑");
  expect(await db.database.inSystem((tx) => secrets().open(tx, where, sealed))).toBe("schlüssel 🔑");
});

test("what belongs to no team is sealed by the system role, and no team can open it", async () => {
  const { teamId } = await makeTeam(db);
  const where = place(null);
  const sealed = await db.database.inSystem((tx) => secrets().seal(tx, where, "seed"));
  expect(await db.database.inSystem((tx) => secrets().open(tx, where, sealed))).toBe("seed");
  await expect(db.database.inTeam(teamId, (tx) => secrets().open(tx, where, sealed))).rejects.toMatchObject({
    code: "secrets.cannot_open",
  });
  await expect(db.database.inTeam(teamId, (tx) => secrets().seal(tx, where, "x"))).rejects.toThrow(
    /row-level security/,
  );
});

test("a value of another team does not open, also where its key is in memory", async () => {
  const [mine, theirs] = [await makeTeam(db), await makeTeam(db)];
  const shared = secrets();
  const where = place(theirs.teamId);
  const sealed = await db.database.inTeam(theirs.teamId, (tx) => shared.seal(tx, where, "canary"));
  for (const owner of [mine.teamId, theirs.teamId, null]) {
    const attempt = db.database.inTeam(mine.teamId, (tx) => {
      // Not the instance that has the key: row-level security is what stands in the way.
      return secrets().open(tx, { ...where, owner }, sealed);
    });
    await expect(attempt).rejects.toMatchObject({ code: "secrets.cannot_open" });
  }
  await expect(
    db.database.inTeam(mine.teamId, (tx) => shared.open(tx, { ...where, owner: mine.teamId }, sealed)),
  ).rejects.toMatchObject({ code: "secrets.cannot_open" });
});

test("many first uses at once leave values that all open", async () => {
  const { teamId } = await makeTeam(db);
  const places = Array.from({ length: 12 }, () => place(teamId));
  const sealed = await Promise.all(
    places.map((where) => db.database.inTeam(teamId, (tx) => secrets().seal(tx, where, where.id))),
  );
  const fresh = secrets();
  const opened = await db.database.inTeam(teamId, async (tx) => {
    const texts: string[] = [];
    for (const [index, where] of places.entries())
      texts.push(await fresh.open(tx, where, sealed[index] ?? Buffer.alloc(0)));
    return texts;
  });
  expect(opened).toEqual(places.map(({ id }) => id));
});

test("a data key of a transaction that was undone never seals anything", async () => {
  const { teamId } = await makeTeam(db);
  const kept = secrets();
  const undone = db.database.inTeam(teamId, async (tx) => {
    await kept.seal(tx, place(teamId), "lost");
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  const where = place(teamId);
  const sealed = await db.database.inTeam(teamId, (tx) => kept.seal(tx, where, "kept"));
  expect(await db.database.inTeam(teamId, (tx) => secrets().open(tx, where, sealed))).toBe("kept");
});

test("many values of one transaction cost one look-up of their data key", async () => {
  const { teamId } = await makeTeam(db);
  const instance = secrets();
  await db.database.inTeam(teamId, async (tx) => {
    const places = Array.from({ length: 50 }, () => place(teamId));
    const first = await instance.seal(tx, place(teamId), "x");
    // Out of the way of the look-up: whoever looked again would find none and make another.
    await db.sql("UPDATE data_keys SET retired_at = now() WHERE team_id = $1", [teamId]);
    for (const where of places) {
      const sealed = await instance.seal(tx, where, where.id);
      expect(sealed.subarray(0, 17)).toEqual(first.subarray(0, 17));
      expect(await instance.open(tx, where, sealed)).toBe(where.id);
    }
  });
});

test("once a team's data keys are gone its secrets are, within minutes also in a process that had them", async () => {
  const { teamId } = await makeTeam(db);
  const had = secrets();
  const where = place(teamId);
  const sealed = await db.database.inTeam(teamId, (tx) => had.seal(tx, where, "gone"));
  await db.sql("DELETE FROM data_keys WHERE team_id = $1", [teamId]);
  const open = (instance: ReturnType<typeof secrets>) =>
    db.database.inSystem((tx) => instance.open(tx, where, sealed));
  await expect(open(secrets())).rejects.toMatchObject({ code: "secrets.cannot_open" });
  clock.advance(5 * 60_000);
  await expect(open(had)).rejects.toMatchObject({ code: "secrets.cannot_open" });
});

test("with another installation key nothing opens, and the message says which key is wanted", async () => {
  const { teamId } = await makeTeam(db);
  const where = place(teamId);
  const sealed = await db.database.inTeam(teamId, (tx) => secrets().seal(tx, where, "x"));
  const wrong = openKeyRing({ kind: "given", keys: ["another-key-of-at-least-32-characters"] });
  const attempt = db.database.inTeam(teamId, (tx) =>
    createSecrets({ keys: wrong, clock }).open(tx, where, sealed),
  );
  const [right] = await keys.read();
  await expect(attempt).rejects.toMatchObject({
    code: "secrets.key_missing",
    message: expect.stringContaining(right.id),
  });
  await expect(attempt).rejects.not.toMatchObject({ message: expect.stringContaining(KEY) });
});

test("a wrapped key that was put in another's place by hand is refused", async () => {
  const [mine, theirs] = [await makeTeam(db), await makeTeam(db)];
  for (const { teamId } of [mine, theirs])
    await db.database.inTeam(teamId, (tx) => secrets().seal(tx, place(teamId), "x"));
  await db.sql(
    `UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys WHERE team_id = $1) WHERE team_id = $2`,
    [mine.teamId, theirs.teamId],
  );
  await expect(
    db.database.inTeam(theirs.teamId, (tx) => secrets().seal(tx, place(theirs.teamId), "x")),
  ).rejects.toMatchObject({ code: "secrets.cannot_open" });
});

test("a value that is far too long is refused", async () => {
  const { teamId } = await makeTeam(db);
  const long = "x".repeat(32 * 1024 * 1024 + 1);
  await expect(
    db.database.inTeam(teamId, (tx) => secrets().seal(tx, place(teamId), long)),
  ).rejects.toMatchObject({ code: "secrets.too_long" });
});
