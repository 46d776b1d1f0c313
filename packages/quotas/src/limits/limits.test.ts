import { newId } from "@millrace/kernel";
import { createKey } from "@millrace/keys";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { describeUse, listLimits, loadTeamRules, raiseLimit, removeLimit, setLimit } from "../index.ts";

const db = await testDatabase();
const clock = fakeClock();
const system = { database: db.database, clock };
const DAY_MS = 24 * 3_600_000;

async function teamWithKey() {
  const team = await makeTeam(db, clock);
  const owner = team.as("owner");
  const { key } = await createKey(owner, { name: "k" });
  const onKey = {
    scope: "key" as const,
    scopeId: key.id,
    measure: "spend" as const,
    period: "month" as const,
  };
  return { team, owner, key, onKey };
}

const auditOf = (teamId: string) =>
  db.sql(
    "SELECT verb, before, after FROM audit_entries WHERE team_id = $1 AND subject_type = 'limit' ORDER BY sequence",
    [teamId],
  );

test("a limit is set, shown with how full it is, known to nodes, changed, and removed, each time with a trace", async () => {
  const { team, owner, key, onKey } = await teamWithKey();
  const limit = await setLimit(owner, { ...onKey, value: 500n, notifyAt: [80] });
  await db.sql(
    "INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, spend_pico) VALUES ($1, 'key', $2, 'month', '2026-01-01Z', 120)",
    [team.teamId, key.id],
  );
  expect(await listLimits(team.as("viewer"))).toEqual([
    {
      ...{
        id: limit.id,
        ...onKey,
        value: 500n,
        notifyAt: [80],
        throttleAt: null,
        raise: null,
        updatedAt: clock.now(),
      },
      ...{ setBy: { id: team.personId, label: "Ada" }, effective: 500n, used: 120n, reserved: 0n },
      ...{ subject: "k", isThrottled: false, notices: [] },
      freesAt: new Date("2026-02-01T00:00:00Z"),
    },
  ]);
  const [rules] = await loadTeamRules(system, [team.teamId]);
  expect(rules?.limits.get(`key ${key.id}`)).toEqual([{ id: limit.id, ...onKey, teamId: team.teamId }]);
  const changed = await setLimit(owner, { ...onKey, value: 900n });
  expect(changed).toMatchObject({ id: limit.id, value: 900n });
  await removeLimit(owner, { id: limit.id });
  expect(await listLimits(owner)).toEqual([]);
  await expect(removeLimit(owner, { id: limit.id })).rejects.toMatchObject({ code: "quotas.no_such_limit" });
  const verbs = (await auditOf(team.teamId)).map(({ verb }) => verb);
  expect(verbs).toEqual(["limit.create", "limit.update", "limit.delete"]);
});

test("a raise holds until its end, says why, and ends with a new value", async () => {
  const { owner, onKey } = await teamWithKey();
  const { id } = await setLimit(owner, { ...onKey, value: 500n });
  const until = new Date(clock.now().getTime() + DAY_MS);
  await raiseLimit(owner, { id, value: 800n, until, reason: "launch day" });
  expect(await listLimits(owner)).toMatchObject([
    { value: 500n, effective: 800n, raise: { value: 800n, until, reason: "launch day" } },
  ]);
  clock.advance(DAY_MS + 1);
  expect(await listLimits(owner)).toMatchObject([{ value: 500n, effective: 500n }]);
  await setLimit(owner, { ...onKey, value: 600n });
  expect(await listLimits(owner)).toMatchObject([{ value: 600n, raise: null }]);
});

test.each([
  ["not above the limit", { value: 500n }, "quotas.raise_invalid"],
  ["over already", { until: new Date(0) }, "quotas.raise_invalid"],
  ["longer than a month", { until: new Date("2027-01-01T00:00:00Z") }, "quotas.raise_invalid"],
  ["without a reason", { reason: "  " }, "quotas.raise_invalid"],
  ["of a limit that is not there", { id: newId() }, "quotas.no_such_limit"],
])("a raise that is %s is refused", async (_, changes, code) => {
  const { owner, onKey } = await teamWithKey();
  const { id } = await setLimit(owner, { ...onKey, value: 500n });
  const raise = { id, value: 800n, until: new Date(clock.now().getTime() + DAY_MS), reason: "launch" };
  await expect(raiseLimit(owner, { ...raise, ...changes })).rejects.toMatchObject({ code });
});

test.each<[string, Partial<Parameters<typeof setLimit>[1]>]>([
  ["spend a minute", { measure: "spend", period: "minute" }],
  ["concurrency a day", { measure: "concurrency", period: "day" }],
  ["requests at once", { measure: "requests", period: "now" }],
  ["a negative value", { value: -1n }],
  ["an absurd value", { value: 10n ** 31n }],
  ["a share above all of it", { notifyAt: [101] }],
])("%s is no limit", async (_, changes) => {
  const { owner, onKey } = await teamWithKey();
  await expect(setLimit(owner, { ...onKey, value: 1n, ...changes })).rejects.toMatchObject({
    code: "quotas.limit_invalid",
  });
});

test("what another team has is as if it were not there", async () => {
  const [ours, theirs] = [await teamWithKey(), await teamWithKey()];
  await expect(setLimit(ours.owner, { ...theirs.onKey, value: 1n })).rejects.toMatchObject({
    code: "quotas.no_such_subject",
  });
  const { id } = await setLimit(theirs.owner, { ...theirs.onKey, value: 5n });
  await expect(removeLimit(ours.owner, { id })).rejects.toMatchObject({ code: "quotas.no_such_limit" });
  expect(await listLimits(ours.owner, { keyId: theirs.key.id })).toEqual([]);
});

test("of a key's limits those show that hold for it: its own, its maker's, the team's and the deployments'", async () => {
  const { team, owner, key, onKey } = await teamWithKey();
  const { key: other } = await createKey(owner, { name: "other" });
  await setLimit(owner, { ...onKey, value: 1n });
  await setLimit(owner, { ...onKey, scopeId: other.id, value: 2n });
  await setLimit(owner, { ...onKey, scope: "team", scopeId: team.teamId, value: 3n });
  await setLimit(owner, { ...onKey, scope: "member", scopeId: team.personId, value: 4n });
  const values = (await listLimits(owner, { keyId: key.id })).map(({ value }) => value);
  expect(values.sort()).toEqual([1n, 3n, 4n]);
});

test("a key that is bound to deployments is held to the limits of no other", async () => {
  const { team, owner, key } = await teamWithKey();
  const [bound, other] = [newId(), newId()];
  await db.sql("UPDATE api_keys SET deployment_ids = $1 WHERE id = $2", [[bound], key.id]);
  for (const scopeId of [bound, other])
    await db.sql(
      `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, created_at, updated_at)
       VALUES ($1, $2, 'deployment', $3, 'requests', 'day', 5, now(), now())`,
      [team.teamId, newId(), scopeId],
    );
  const held = (await listLimits(owner, { keyId: key.id })).map(({ scopeId }) => scopeId);
  expect(held).toEqual([bound]);
  expect(await listLimits(owner)).toHaveLength(2);
});

test("a key is told its own limits and its spend, of the month and in total, and nothing of other keys and teams", async () => {
  const { team, owner, key, onKey } = await teamWithKey();
  const { key: other } = await createKey(owner, { name: "other" });
  await setLimit(owner, { ...onKey, value: 500n });
  await setLimit(owner, { ...onKey, scopeId: other.id, value: 1n });
  await setLimit(owner, { ...onKey, scope: "team", scopeId: team.teamId, value: 2n });
  for (const [id, period, startsAt, spend] of [
    [key.id, "month", "2026-01-01Z", 120],
    [key.id, "month", "2025-12-01Z", 30],
    [key.id, "total", "1970-01-01Z", 150],
    [other.id, "month", "2026-01-01Z", 7],
  ])
    await db.sql(
      "INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, spend_pico) VALUES ($1, 'key', $2, $3, $4, $5)",
      [team.teamId, id, period, startsAt, spend],
    );
  expect(await describeUse(system, { teamId: team.teamId, id: key.id })).toMatchObject({
    currency: "USD",
    limits: [{ scope: "key", scopeId: key.id, value: 500n, used: 120n }],
    spend: { month: 120n, total: 150n },
  });
  const { team: stranger } = await teamWithKey();
  expect(await describeUse(system, { teamId: stranger.teamId, id: key.id })).toMatchObject({
    limits: [],
    spend: { month: 0n, total: 0n },
  });
  expect(await describeUse(system, { teamId: newId(), id: key.id })).toBeNull();
});

test("each limit says what people call that which it is for", async () => {
  const { team, owner, onKey } = await teamWithKey();
  await setLimit(owner, { ...onKey, value: 1n });
  await setLimit(owner, { ...onKey, scope: "team", scopeId: team.teamId, value: 2n });
  await setLimit(owner, { ...onKey, scope: "member", scopeId: team.personId, value: 3n });
  await db.sql("UPDATE quota_limits SET scope_id = $1 WHERE team_id = $2 AND scope = 'key'", [
    newId(),
    team.teamId,
  ]);
  const [teamRow] = await db.sql("SELECT name FROM teams WHERE id = $1", [team.teamId]);
  const subjects = (await listLimits(owner)).map(({ scope, subject }) => [scope, subject]);
  expect(subjects).toEqual([
    ["key", null],
    ["member", "Ada"],
    ["team", teamRow?.name],
  ]);
});

test.each(["viewer", "developer"])("a %s sees limits and sets none", async (role) => {
  const { team, onKey } = await teamWithKey();
  await expect(setLimit(team.as(role), { ...onKey, value: 1n })).rejects.toMatchObject({ kind: "forbidden" });
  expect(await listLimits(team.as(role))).toEqual([]);
});
