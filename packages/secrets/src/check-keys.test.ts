import { fakeClock, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { checkKeys } from "./check-keys.ts";
import { openKeyRing } from "./key-ring.ts";

const db = await testDatabase();
const ctx = { database: db.database, clock: fakeClock() };
const ring = (...keys: string[]) => openKeyRing({ kind: "given", keys });
const [RIGHT, WRONG] = ["the-right-key-of-this-installation-1", "a-wrong-key-which-is-long-enough-too"];

test("the first check settles which key the installation has; another is told so before anything is served", async () => {
  await checkKeys(ctx, ring(RIGHT));
  await checkKeys(ctx, ring(RIGHT));
  await expect(checkKeys(ctx, ring(WRONG))).rejects.toMatchObject({
    kind: "precondition",
    code: "secrets.key_missing",
    message: expect.not.stringContaining(RIGHT),
  });
  await checkKeys(ctx, ring(WRONG, RIGHT));
  expect(await db.sql("SELECT team_id FROM data_keys")).toEqual([{ team_id: null }]);
});

test("a key file that is away or torn is told as such", async () => {
  const keys = openKeyRing({ kind: "file", path: "/nowhere/encryption.keys" });
  await expect(checkKeys(ctx, keys)).rejects.toMatchObject({
    code: "secrets.keys_unusable",
    message: expect.stringContaining("ENOENT"),
  });
});
