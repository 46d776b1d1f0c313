import { createHash } from "node:crypto";
import type { FoundKey, HeldKey } from "@millrace/keys";
import { createKey } from "@millrace/keys";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test, vi } from "vitest";
import { createKeyRing } from "./key-ring.ts";

const db = await testDatabase();

async function workingKey() {
  const team = await makeTeam(db);
  const { secret, key } = await createKey(team.as("owner"), { name: "test" });
  const scopes = { deploymentIds: [], apis: [], allowedIps: [] };
  const ends = { revokedAt: null, expiresAt: null };
  const found: FoundKey = { id: key.id, teamId: team.teamId, ...scopes, ...ends, version: "1" };
  return { secret, found };
}

function ring(find: (hash: Buffer) => Promise<FoundKey | null>) {
  const clock = fakeClock();
  const lookUps = vi.fn(find);
  const revoked = new Set<string>();
  const changed: FoundKey[] = [];
  const asked: HeldKey[][] = [];
  const keyRing = createKeyRing(
    {
      find: lookUps,
      findChanged: async (held) => {
        asked.push(held);
        return { ended: held.map(({ id }) => id).filter((id) => revoked.has(id)), changed };
      },
    },
    clock,
  );
  const verify = (secret: string, address: string | null = "203.0.113.7") =>
    keyRing.verify(`Bearer ${secret}`, address);
  return { clock, lookUps, revoked, changed, asked, keyRing, verify };
}

test("a key is looked up once, also when many requests bring it at the same moment", async () => {
  const { secret, found } = await workingKey();
  const { keyRing, lookUps } = ring(async () => found);
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => keyRing.verify(`Bearer ${secret}`, null)),
  );
  expect(new Set(answers)).toEqual(new Set([found]));
  await keyRing.verify(`bearer   ${secret}`, null);
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
  await expect(keyRing.verify(header, null)).rejects.toMatchObject({
    kind: "unauthenticated",
    code: "invalid_api_key",
  });
  expect(lookUps).not.toHaveBeenCalled();
});

test("a well-formed key that does not exist is asked for once in two seconds", async () => {
  const { secret } = await workingKey();
  const { keyRing, lookUps, clock } = ring(async () => null);
  await expect(keyRing.verify(`Bearer ${secret}`, null)).rejects.toMatchObject({ code: "invalid_api_key" });
  await expect(keyRing.verify(`Bearer ${secret}`, null)).rejects.toMatchObject({ code: "invalid_api_key" });
  expect(lookUps).toHaveBeenCalledTimes(1);
  clock.advance(2_001);
  await expect(keyRing.verify(`Bearer ${secret}`, null)).rejects.toMatchObject({ code: "invalid_api_key" });
  expect(lookUps).toHaveBeenCalledTimes(2);
});

test("after a sweep a revoked key is refused, by the same words as an unknown one", async () => {
  const { secret, found } = await workingKey();
  let current: FoundKey | null = found;
  const { keyRing, revoked } = ring(async () => current);
  await keyRing.verify(`Bearer ${secret}`, null);
  revoked.add(found.id);
  current = { ...found, revokedAt: new Date() };
  await keyRing.sweep();
  const refusal = await keyRing.verify(`Bearer ${secret}`, null).catch((error: Error) => error.message);
  const unknown = await ring(async () => null)
    .keyRing.verify(`Bearer ${secret}`, null)
    .catch((error: Error) => error.message);
  expect(refusal).toBe(unknown);
});

test("while keys cannot be checked they work for ten minutes, then fail closed", async () => {
  const { secret, found } = await workingKey();
  const { keyRing, clock } = ring(async () => found);
  await keyRing.verify(`Bearer ${secret}`, null);
  clock.advance(10 * 60_000);
  await expect(keyRing.verify(`Bearer ${secret}`, null)).resolves.toBe(found);
  clock.advance(1);
  await expect(keyRing.verify(`Bearer ${secret}`, null)).rejects.toMatchObject({ kind: "unavailable" });
});

test("the use of keys is reported once, and again when a report failed", async () => {
  const { secret, found } = await workingKey();
  const { keyRing, clock } = ring(async () => found);
  await keyRing.verify(`Bearer ${secret}`, null);
  await expect(keyRing.reportUsed(() => Promise.reject(new Error("away")))).rejects.toThrow("away");
  const reports: unknown[] = [];
  const report = async (used: unknown) => void reports.push(used);
  await keyRing.reportUsed(report);
  await keyRing.reportUsed(report);
  expect(reports).toEqual([[{ teamId: found.teamId, id: found.id, at: clock.now() }], []]);
});

test("a key is refused from the moment at which it expires, in words of its own, without another look-up", async () => {
  const { secret, found } = await workingKey();
  const { verify, lookUps, clock, keyRing } = ring(async () => ({
    ...found,
    expiresAt: new Date("2026-01-15T10:00:01Z"),
  }));
  await verify(secret);
  clock.advance(999);
  await verify(secret);
  clock.advance(1);
  await expect(verify(secret)).rejects.toMatchObject({ kind: "unauthenticated", code: "api_key_expired" });
  expect(lookUps).toHaveBeenCalledTimes(1);
  const uses: unknown[] = [];
  await keyRing.reportUsed(async (used) => void uses.push(...used));
  expect(uses).toMatchObject([{ at: new Date("2026-01-15T10:00:00.999Z") }]);
});

test("a key is used from its addresses only, and a refused use is no use", async () => {
  const { secret, found } = await workingKey();
  const { verify, keyRing } = ring(async () => ({ ...found, allowedIps: ["203.0.113.0/24", "2001:db8::1"] }));
  for (const address of ["198.51.100.1", "2001:db8::2", null])
    await expect(verify(secret, address)).rejects.toMatchObject({
      kind: "forbidden",
      code: "address_not_allowed",
    });
  await keyRing.reportUsed(async (used) => expect(used).toEqual([]));
  for (const address of ["203.0.113.99", "2001:db8::1"])
    await expect(verify(secret, address)).resolves.toMatchObject({ id: found.id });
});

test("after a sweep a key is what it was changed to, and the next sweep knows it as that", async () => {
  const { secret, found } = await workingKey();
  const { verify, keyRing, changed, asked, lookUps } = ring(async () => found);
  await verify(secret);
  changed.push({ ...found, allowedIps: ["198.51.100.1"], apis: ["oip"], version: "2" });
  await keyRing.sweep();
  await expect(verify(secret)).rejects.toMatchObject({ code: "address_not_allowed" });
  expect(await verify(secret, "198.51.100.1")).toMatchObject({ apis: ["oip"] });
  changed.length = 0;
  await keyRing.sweep();
  const { teamId, id } = found;
  expect(asked).toEqual([[{ teamId, id, version: "1" }], [{ teamId, id, version: "2" }]]);
  expect(lookUps).toHaveBeenCalledTimes(1);
});
