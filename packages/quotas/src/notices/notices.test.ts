import { newId } from "@millrace/kernel";
import { createKey } from "@millrace/keys";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test } from "vitest";
import { forgetNotices, giveNotices, listLimits, raiseLimit, removeLimit, setLimit } from "../index.ts";

const HOUR_MS = 3_600_000;
const db = await testDatabase();
let clock = fakeClock();
beforeEach(async () => {
  clock = fakeClock();
  await db.sql("DELETE FROM quota_limits");
  await db.sql("DELETE FROM limit_notices");
});

function round() {
  const keys = openKeyRing({ kind: "given", keys: ["an installation key that only tests have"] });
  return giveNotices({ database: db.database, clock, secrets: createSecrets({ keys, clock }) });
}

async function teamWithBudget(notifyAt = [80, 100]) {
  const team = await makeTeam(db, clock);
  const owner = team.as("owner");
  const { key } = await createKey(owner, { name: "k" });
  const place = { scope: "key", scopeId: key.id, measure: "spend", period: "month" } as const;
  const limit = await setLimit(owner, { ...place, value: 1_000n, notifyAt });
  return { team, owner, key, place, limit };
}

type Budget = Awaited<ReturnType<typeof teamWithBudget>>;

async function use({ team, key }: Budget, spend: number, startsAt = "2026-01-01Z"): Promise<void> {
  await db.sql(
    `INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, spend_pico) VALUES ($1, 'key', $2, 'month', $3, $4)
     ON CONFLICT (team_id, scope, scope_id, period, starts_at) DO UPDATE SET spend_pico = excluded.spend_pico`,
    [team.teamId, key.id, startsAt, spend],
  );
}

const mailsTo = async (teamId: string) =>
  (
    await db.sql(
      "SELECT recipient FROM mails WHERE team_id = $1 AND template = 'limit_reached' ORDER BY id",
      [teamId],
    )
  ).map(({ recipient }) => recipient);

test("a share is told once when it is reached, by mail and where the limit is shown; the next one again", async () => {
  const budget = await teamWithBudget();
  const { team, limit } = budget;
  await use(budget, 799);
  expect(await round()).toEqual([]);
  await use(budget, 800);
  expect(await round()).toEqual([{ teamId: team.teamId, limitId: limit.id, share: 80 }]);
  expect(await round()).toEqual([]);
  expect(await mailsTo(team.teamId)).toEqual([team.email]);
  expect(await listLimits(team.as("viewer"))).toMatchObject([{ notices: [{ share: 80, at: clock.now() }] }]);
  await use(budget, 1_100);
  expect(await round()).toMatchObject([{ share: 100 }]);
  expect(await mailsTo(team.teamId)).toHaveLength(2);
});

test("several shares that are passed at once are one mail", async () => {
  const budget = await teamWithBudget([50, 80, 100]);
  await use(budget, 850);
  expect((await round()).map(({ share }) => share)).toEqual([50, 80]);
  expect(await mailsTo(budget.team.teamId)).toHaveLength(1);
});

test("the next period begins anew", async () => {
  const budget = await teamWithBudget([80]);
  await use(budget, 900);
  expect(await round()).toHaveLength(1);
  clock.advance(31 * 24 * HOUR_MS);
  expect(await round()).toEqual([]);
  expect(await listLimits(budget.owner)).toMatchObject([{ notices: [] }]);
  await use(budget, 900, "2026-02-01Z");
  expect(await round()).toHaveLength(1);
});

test("what a change put out of reach is told again, and what it did not is not", async () => {
  const budget = await teamWithBudget([50, 80]);
  await use(budget, 900);
  expect(await round()).toHaveLength(2);
  clock.advance(HOUR_MS);
  const until = new Date(clock.now().getTime() + 24 * HOUR_MS);
  await raiseLimit(budget.owner, { id: budget.limit.id, value: 1_500n, until, reason: "launch" });
  expect(await round()).toEqual([]);
  expect(await listLimits(budget.owner)).toMatchObject([{ notices: [{ share: 50 }] }]);
  await use(budget, 1_200);
  expect(await round()).toMatchObject([{ share: 80 }]);
});

test("of what a team holds a share that it fell below is told again the day after, and not at each turn", async () => {
  const team = await makeTeam(db, clock);
  const place = { scope: "team", scopeId: team.teamId, measure: "stored_bytes", period: "now" } as const;
  await setLimit(team.as("owner"), { ...place, value: 1_000n, notifyAt: [80] });
  const store = (bytes: number) =>
    db.sql(
      "INSERT INTO request_bodies (team_id, request_id, at, expires_at, sealed) VALUES ($1, $2, now(), now(), $3)",
      [team.teamId, newId(), Buffer.alloc(bytes)],
    );
  const empty = () => db.sql("DELETE FROM request_bodies");
  clock.advance(1);
  await store(900);
  expect(await round()).toHaveLength(1);
  await empty();
  expect(await round()).toEqual([]);
  await store(900);
  expect(await round()).toEqual([]);
  await empty();
  clock.advance(25 * HOUR_MS);
  expect(await round()).toEqual([]);
  await store(900);
  expect(await round()).toHaveLength(1);
});

test("of a limit of nothing, of one that nobody wants to be told of, and of one that is gone nobody is told", async () => {
  const budget = await teamWithBudget([]);
  await use(budget, 1_000);
  expect(await round()).toEqual([]);
  const { id } = await setLimit(budget.owner, { ...budget.place, value: 0n, notifyAt: [80] });
  expect(await round()).toEqual([]);
  await setLimit(budget.owner, { ...budget.place, value: 1n, notifyAt: [80] });
  expect(await round()).toHaveLength(1);
  await removeLimit(budget.owner, { id });
  expect(await forgetNotices({ database: db.database, clock })).toBe(1);
});

test("of many controllers at once one tells", async () => {
  const budget = await teamWithBudget();
  await use(budget, 1_000);
  const told = await Promise.all(Array.from({ length: 4 }, round));
  expect(told.flat()).toHaveLength(2);
  expect(await mailsTo(budget.team.teamId)).toHaveLength(1);
});
