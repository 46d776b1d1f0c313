import { createHash } from "node:crypto";
import type { FoundKey } from "@millrace/keys";
import { createKey } from "@millrace/keys";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test, vi } from "vitest";
import { createKeyRing } from "./key-ring.ts";

const db = await testDatabase();

async function workingKey() {
  const team = await makeTeam(db);
  const { secret, key } = await createKey(team.as("owner"), { name: "test" });
  const found: FoundKey = { id: key.id, teamId: team.teamId, revokedAt: null };
  return { secret, found };
}

function ring(find: (hash: Buffer) => Promise<FoundKey | null>) {
  const clock = fakeClock();
  const lookUps = vi.fn(find);
  const revoked = new Set<string>();
  const keyRing = createKeyRing(
    {
      find: lookUps,
      findRevoked: async (keys) => keys.map(({ id }) => id).filter((id) => revoked.has(id)),
    },
    clock,
  );
  return { clock, lookUps, revoked, keyRing };
}

test("a key is looked up once, also when many requests bring it at the same moment", async () => {
  const { secret, found } = await workingKey();
  const { keyRing, lookUps } = ring(async () => found);
  const answers = await Promise.all(Array.from({ length: 50 }, () => keyRing.verify(`Bearer ${secret}`)));
  expect(new Set(answers)).toEqual(new Set([found]));
  await keyRing.verify(`bearer   ${secret}`);
  expect(lookUps).toHaveBeenCalledTimes(1);
  expect(lookUps.mock.calls[0]?.[0]).toEqual(createHash("sha256").update(secret).digest());
});

test.each([
  undefined,
  "",
  "Bearer",
  "Basic abc",
  "Bearer mr_live_short",
  `Bearer ${"x".repeat(8_000)}`,
  "Bearer mr_live_😀",
])("%j is refused without a look-up", async (header) => {
  const { keyRing, lookUps } = ring(async () => null);
  await expect(keyRing.verify(header)).rejects.toMatchObject({
    kind: "unauthenticated",
    code: "invalid_api_key",
  });
  expect(lookUps).not.toHaveBeenCalled();
});

test("a well-formed key that does not exist is asked for once in two seconds", async () => {
  const { secret } = await workingKey();
  const { keyRing, lookUps, clock } = ring(async () => null);
  await expect(keyRing.verify(`Bearer ${secret}`)).rejects.toMatchObject({ code: "invalid_api_key" });
  await expect(keyRing.verify(`Bearer ${secret}`)).rejects.toMatchObject({ code: "invalid_api_key" });
  expect(lookUps).toHaveBeenCalledTimes(1);
  clock.advance(2_001);
  await expect(keyRing.verify(`Bearer ${secret}`)).rejects.toMatchObject({ code: "invalid_api_key" });
  expect(lookUps).toHaveBeenCalledTimes(2);
});

test("after a sweep a revoked key is refused, by the same words as an unknown one", async () => {
  const { secret, found } = await workingKey();
  let current: FoundKey | null = found;
  const { keyRing, revoked } = ring(async () => current);
  await keyRing.verify(`Bearer ${secret}`);
  revoked.add(found.id);
  current = { ...found, revokedAt: new Date() };
  await keyRing.sweep();
  const refusal = await keyRing.verify(`Bearer ${secret}`).catch((error: Error) => error.message);
  const unknown = await ring(async () => null)
    .keyRing.verify(`Bearer ${secret}`)
    .catch((error: Error) => error.message);
  expect(refusal).toBe(unknown);
});

test("while keys cannot be checked they work for ten minutes, then fail closed", async () => {
  const { secret, found } = await workingKey();
  const { keyRing, clock } = ring(async () => found);
  await keyRing.verify(`Bearer ${secret}`);
  clock.advance(10 * 60_000);
  await expect(keyRing.verify(`Bearer ${secret}`)).resolves.toBe(found);
  clock.advance(1);
  await expect(keyRing.verify(`Bearer ${secret}`)).rejects.toMatchObject({ kind: "unavailable" });
});

test("the use of keys is reported once, and again when a report failed", async () => {
  const { secret, found } = await workingKey();
  const { keyRing, clock } = ring(async () => found);
  await keyRing.verify(`Bearer ${secret}`);
  await expect(keyRing.reportUsed(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  const reports: unknown[] = [];
  const report = async (used: unknown) => void reports.push(used);
  await keyRing.reportUsed(report);
  await keyRing.reportUsed(report);
  expect(reports).toEqual([[{ teamId: found.teamId, id: found.id, at: clock.now() }], []]);
});
