import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { createKey, listKeys, revokePasted } from "./index.ts";
import { makeSecret } from "./make-secret.ts";

const db = await testDatabase();
const clock = fakeClock();

async function teamWithKey() {
  const team = await makeTeam(db, clock);
  return { team, ctx: team.as("developer"), ...(await createKey(team.as("owner"), { name: "Leaked" })) };
}

async function revocations(teamId: string) {
  return db.sql(
    "SELECT subject_id, person_id, before, after FROM audit_entries WHERE team_id = $1 AND verb = 'key.revoke'",
    [teamId],
  );
}

test("a key is revoked where it is pasted, amid whatever it was found in, and the log names it", async () => {
  const { team, ctx, key, secret } = await teamWithKey();
  const line = `2026-01-15 GET /v1/models "Authorization: Bearer ${secret}" 200`;
  const answer = await revokePasted(ctx, { text: line });
  expect(answer).toEqual({ outcome: "revoked", key: { ...key, revokedAt: clock.now() } });
  const trail = await revocations(team.teamId);
  expect(trail).toMatchObject([{ subject_id: key.id, person_id: team.personId }]);
  expect(JSON.stringify(trail)).not.toContain(secret.slice(8, 40));
});

test("pasting it again, even at once, says that it was revoked before, and is recorded once", async () => {
  const { team, ctx, secret } = await teamWithKey();
  const answers = await Promise.all([1, 2, 3].map(() => revokePasted(ctx, { text: secret })));
  const outcomes = answers.map(({ outcome }) => outcome).sort();
  expect(outcomes).toEqual(["revoked", "revoked_before", "revoked_before"]);
  expect(await revocations(team.teamId)).toHaveLength(1);
});

test("another team's key and one that nobody has are answered the same, and live on", async () => {
  const { ctx } = await teamWithKey();
  const theirs = await teamWithKey();
  const foreign = await revokePasted(ctx, { text: theirs.secret });
  expect(foreign).toEqual({ outcome: "unknown" });
  expect(await revokePasted(ctx, { text: makeSecret() })).toEqual(foreign);
  expect(await listKeys(theirs.ctx)).toEqual([theirs.key]);
});

test("what is no key and what is mistyped are told apart", async () => {
  const { ctx, key, secret } = await teamWithKey();
  const typo = secret.slice(0, -1) + (secret.endsWith("a") ? "b" : "a");
  expect(await revokePasted(ctx, { text: typo })).toEqual({ outcome: "mistyped" });
  expect(await revokePasted(ctx, { text: "sk-something-else" })).toEqual({ outcome: "no_key" });
  await expect(revokePasted(ctx, { text: " ".repeat(10_001) })).rejects.toMatchObject({ kind: "invalid" });
  expect(await listKeys(ctx)).toEqual([key]);
});

test("a viewer may not, and is not told whether the key exists", async () => {
  const { team, ctx, key, secret } = await teamWithKey();
  for (const text of [secret, makeSecret(), "nothing"])
    await expect(revokePasted(team.as("viewer"), { text })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
  expect(await listKeys(ctx)).toEqual([key]);
});
