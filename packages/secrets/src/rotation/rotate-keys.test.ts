import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test } from "vitest";
import { createSecrets } from "../create-secrets.ts";
import { ensureKeyFile } from "../key-files.ts";
import { type KeyRing, openKeyRing } from "../key-ring.ts";
import type { Place } from "../rules/place.ts";
import { rotateKeys } from "./rotate-keys.ts";

const db = await testDatabase();
const clock = fakeClock();
const ORDER = { renewDataKeys: false, giveUpLost: false };

let file = "";
let keys: KeyRing;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "millrace-keys-"));
  file = join(folder, "encryption.keys");
  await ensureKeyFile(file, undefined);
  keys = openKeyRing({ kind: "file", path: file });
  await db.sql("DELETE FROM data_keys");
  return () => rm(folder, { recursive: true });
});

type Kept = { place: Place; sealed: Uint8Array };

/** What a process seals that reads the keys from where the installation has them. */
async function seal(owner: string | null, secrets = createSecrets({ keys, clock })): Promise<Kept> {
  const place = { owner, purpose: "test", id: newId() };
  const work = (tx: Parameters<typeof secrets.seal>[0]) => secrets.seal(tx, place, place.id);
  const sealed = owner === null ? await db.database.inSystem(work) : await db.database.inTeam(owner, work);
  return { place, sealed };
}

/** Opens everything in a process that was started just now. */
async function openAll(kept: readonly Kept[]): Promise<void> {
  const fresh = createSecrets({ keys: openKeyRing({ kind: "file", path: file }), clock });
  await db.database.inSystem(async (tx) => {
    for (const { place, sealed } of kept) expect(await fresh.open(tx, place, sealed)).toBe(place.id);
  });
}

const rotate = (order: Partial<typeof ORDER> = {}, ownFile: string | null = file) =>
  rotateKeys({ database: db.database, clock, keys, ownFile }, { ...ORDER, ...order });

const keyIds = async () => (await keys.read()).map(({ id }) => id);

test("after a rotation the old key is gone from the file, and everything opens", async () => {
  const teams = await Promise.all([makeTeam(db), makeTeam(db), makeTeam(db)]);
  const kept = await Promise.all([null, ...teams.map(({ teamId }) => teamId)].map((owner) => seal(owner)));
  const [before] = await keyIds();
  const rotation = await rotate();
  expect(rotation).toMatchObject({ rewrapped: 4, opened: 4, renewed: 0, lost: 0, retired: [before] });
  expect(await keyIds()).toEqual([rotation.newest]);
  await openAll(kept);
});

test("values are opened and sealed all the while, by processes that were there before", async () => {
  const running = createSecrets({ keys, clock });
  const known = await makeTeam(db);
  const kept = [await seal(known.teamId, running)];
  let rotating = true;
  const busy = async (secrets: ReturnType<typeof createSecrets>) => {
    while (rotating) {
      const { teamId } = await makeTeam(db);
      kept.push(await seal(teamId, secrets), await seal(known.teamId, secrets));
    }
  };
  const workers = [busy(running), busy(createSecrets({ keys, clock }))];
  for (let round = 0; round < 5; round++) await rotate({ renewDataKeys: round % 2 === 1 });
  rotating = false;
  await Promise.all(workers);
  expect(await keyIds()).toHaveLength(1);
  expect(kept.length).toBeGreaterThan(20);
  await openAll(kept);
});

test("a data key that is being made is waited for, and is not left behind under the old key", async () => {
  const { teamId } = await makeTeam(db);
  const place = { owner: teamId, purpose: "test", id: newId() };
  const { promise: sealedIt, resolve: hasSealed } = Promise.withResolvers<void>();
  const { promise: goOn, resolve: letGoOn } = Promise.withResolvers<void>();
  const secrets = createSecrets({ keys, clock });
  const slow = db.database.inTeam(teamId, async (tx) => {
    const sealed = await secrets.seal(tx, place, place.id);
    hasSealed();
    await goOn;
    return sealed;
  });
  await sealedIt;
  const rotation = rotate();
  await expect.poll(async () => (await keyIds()).length).toBe(2);
  letGoOn();
  const sealed = await slow;
  expect(await rotation).toMatchObject({ rewrapped: 1, opened: 1 });
  expect(await keyIds()).toHaveLength(1);
  await openAll([{ place, sealed }]);
});

test("with new data keys, what the old ones sealed opens, and they seal nothing any more", async () => {
  const { teamId } = await makeTeam(db);
  const before = await seal(teamId);
  expect(await rotate({ renewDataKeys: true })).toMatchObject({ renewed: 1, rewrapped: 1, opened: 2 });
  const after = await seal(teamId);
  const dataKeyOf = ({ sealed }: Kept) => Buffer.from(sealed.subarray(1, 17)).toString("hex");
  expect(dataKeyOf(after)).not.toBe(dataKeyOf(before));
  await openAll([before, after]);
});

test("a rotation that was cut short is gone on with, without another key", async () => {
  const kept = [await seal(null), await seal((await makeTeam(db)).teamId)];
  await db.sql("UPDATE data_keys SET wrapped = '\\x00' WHERE team_id IS NULL");
  await expect(rotate()).rejects.toMatchObject({ code: "secrets.cannot_open" });
  const cut = await keyIds();
  expect(cut).toHaveLength(2);
  await openAll(kept.slice(1));
  await db.sql("DELETE FROM data_keys WHERE team_id IS NULL");
  const rotation = await rotate();
  expect(rotation).toMatchObject({ newest: cut[0], opened: 1 });
  expect(await keyIds()).toEqual([cut[0]]);
  await openAll(kept.slice(1));
});

test("keys that are given are used as they stand, and the file of an operator is not touched", async () => {
  const kept = await seal(null);
  const [older] = (await readFile(file, "utf8")).split("\n").filter((line) => /^[\w-]{43}$/.test(line));
  const given = openKeyRing({ kind: "given", keys: ["a-newer-key-of-the-operator-1234567", older ?? ""] });
  const before = await readFile(file, "utf8");
  const rotation = await rotateKeys({ database: db.database, clock, keys: given, ownFile: null }, ORDER);
  const [newest, previous] = await given.read();
  expect(rotation).toMatchObject({ newest: newest.id, retired: [previous?.id], rewrapped: 1 });
  expect(await readFile(file, "utf8")).toBe(before);
  const opened = await db.database.inSystem((tx) =>
    createSecrets({ keys: given, clock }).open(tx, kept.place, kept.sealed),
  );
  expect(opened).toBe(kept.place.id);
});

test("while a key is missing nothing is retired; what it wrapped is given up only when told", async () => {
  const lost = await seal((await makeTeam(db)).teamId);
  await rm(file);
  await ensureKeyFile(file, undefined);
  const kept = await seal((await makeTeam(db)).teamId);
  await expect(rotate()).rejects.toMatchObject({ code: "secrets.key_missing" });
  await openAll([kept]);
  expect(await rotate({ giveUpLost: true })).toMatchObject({ lost: 1, opened: 1 });
  await openAll([kept]);
  await expect(openAll([lost])).rejects.toMatchObject({ code: "secrets.cannot_open" });
});
