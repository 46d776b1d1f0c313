import { newId } from "@millrace/kernel";
import { type TestTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { bodyOf, DAY_MS, privacyOf } from "../privacy.fixture.ts";
import { describeBody } from "./describe-body.ts";
import { forgetBodies } from "./forget-bodies.ts";
import { getBodyDays } from "./get-body-days.ts";
import { keepBodies } from "./keep-bodies.ts";
import { readBody } from "./read-body.ts";
import { setBodyDays } from "./set-body-days.ts";

const db = await testDatabase();
const { clock, system, as, newTeam } = privacyOf(db);

const rows = (team: TestTeam) => db.sql("SELECT * FROM request_bodies WHERE team_id = $1", [team.teamId]);
const trail = (team: TestTeam) =>
  db.sql(
    "SELECT verb, subject_id, before, after FROM audit_entries WHERE team_id = $1 AND verb LIKE 'bod%' ORDER BY sequence",
    [team.teamId],
  );

async function keeping(days: number): Promise<TestTeam> {
  const team = await newTeam();
  await setBodyDays(as(team, "owner"), { days });
  return team;
}

/** The id of a request whose body is kept. */
async function keptIn(team: TestTeam): Promise<string> {
  const id = newId();
  await keepBodies(system, team.teamId, [bodyOf(id, clock.now())]);
  return id;
}

describe("keepBodies", () => {
  test("a team that has not said so keeps nothing", async () => {
    const team = await newTeam();
    expect(await keepBodies(system, team.teamId, [bodyOf(newId(), clock.now())])).toBe(0);
    expect(await rows(team)).toEqual([]);
  });

  test("what is kept lies sealed", async () => {
    const team = await keeping(7);
    await keptIn(team);
    const [row] = await rows(team);
    expect(row?.expires_at).toEqual(new Date(clock.now().getTime() + 7 * DAY_MS));
    const bytes = row?.sealed as Buffer;
    for (const text of ["recipe", "input", "data"]) expect(bytes.includes(text), text).toBe(false);
  });

  test("the same request again is kept once", async () => {
    const team = await keeping(7);
    const bodies = [bodyOf(newId(), clock.now())];
    expect(await keepBodies(system, team.teamId, bodies)).toBe(1);
    expect(await keepBodies(system, team.teamId, bodies)).toBe(0);
  });

  test("of more than a limit on stored bytes has room for the first are kept, and no more after that", async () => {
    const team = await keeping(7);
    const bodies = [1, 2, 3].map(() => bodyOf(newId(), clock.now()));
    const [first, ...others] = bodies;
    if (first === undefined) throw new Error("there are three");
    await keepBodies(system, team.teamId, [first]);
    const [row] = await rows(team);
    const bytes = Buffer.from(row?.sealed as Buffer).byteLength;
    await db.sql(
      `INSERT INTO quota_limits (team_id, id, scope, scope_id, measure, period, value, created_at, updated_at)
       VALUES ($1, $2, 'team', $1, 'stored_bytes', 'now', $3, now(), now())`,
      [team.teamId, newId(), 2 * bytes + 1],
    );
    expect(await keepBodies(system, team.teamId, others)).toBe(1);
    expect(await keepBodies(system, team.teamId, [bodyOf(newId(), clock.now())])).toBe(0);
    expect(await rows(team)).toHaveLength(2);
  });

  test("what waits while the team switches off is not kept, whichever comes first", async () => {
    for (let round = 0; round < 8; round++) {
      const team = await keeping(7);
      await Promise.all([
        keptIn(team),
        keptIn(team),
        setBodyDays(as(team, "owner"), { days: 0 }),
        keptIn(team),
      ]);
      expect(await rows(team)).toEqual([]);
    }
  });

  test("a team that is gone keeps nothing", async () => {
    expect(await keepBodies(system, newId(), [bodyOf(newId(), clock.now())])).toBe(0);
  });

  test("too many at once are refused", async () => {
    const team = await keeping(7);
    const bodies = Array.from({ length: 201 }, () => bodyOf(newId(), clock.now()));
    await expect(keepBodies(system, team.teamId, bodies)).rejects.toMatchObject({
      code: "privacy.too_many_bodies",
    });
  });
});

describe("readBody", () => {
  test("shows what was said, and the log says who looked", async () => {
    const team = await keeping(7);
    const requestId = await keptIn(team);
    const body = await readBody(as(team, "developer"), { requestId });
    expect(body).toEqual({
      requestId,
      at: clock.now(),
      expiresAt: new Date(clock.now().getTime() + 7 * DAY_MS),
      request: { text: '{"input":"a secret recipe"}', bytes: 27 },
      answer: { text: '{"data":[]}', bytes: 11 },
    });
    const look = { verb: "body.read", subject_id: requestId, before: null, after: null };
    expect((await trail(team)).at(-1)).toEqual(look);
    expect(JSON.stringify(await trail(team))).not.toContain("recipe");
  });

  test("looking whether there is one is no look", async () => {
    const team = await keeping(7);
    const requestId = await keptIn(team);
    expect(await describeBody(as(team, "developer"), { requestId })).toEqual({
      expiresAt: new Date(clock.now().getTime() + 7 * DAY_MS),
    });
    expect(await describeBody(as(team, "developer"), { requestId: newId() })).toBeNull();
    expect((await trail(team)).map(({ verb }) => verb)).toEqual(["bodies.set_days"]);
  });

  test.each(["viewer", "billing", "stranger"])(
    "a %s may not, and is not told whether it is kept",
    async (role) => {
      const team = await keeping(7);
      for (const requestId of [await keptIn(team), newId()]) {
        const refused = { code: "teams.not_allowed" };
        await expect(readBody(as(team, role), { requestId })).rejects.toMatchObject(refused);
        await expect(describeBody(as(team, role), { requestId })).rejects.toMatchObject(refused);
      }
    },
  );

  test("another team's is answered like one that is not kept", async () => {
    const [ours, theirs] = [await keeping(7), await keeping(7)];
    const foreign = await keptIn(theirs);
    const answers = [];
    for (const requestId of [foreign, newId(), "", "no id", "' OR 1=1"]) {
      answers.push(
        await readBody(as(ours, "owner"), { requestId }).catch(({ code, message }) => ({ code, message })),
      );
      expect(await describeBody(as(ours, "owner"), { requestId })).toBeNull();
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ code: "privacy.no_such_body" });
  });

  test("one that was put into another team, or under another request, does not open", async () => {
    const [ours, theirs] = [await keeping(7), await keeping(7)];
    const foreign = await keptIn(theirs);
    const own = await keptIn(ours);
    await db.sql(
      "UPDATE request_bodies SET sealed = (SELECT sealed FROM request_bodies WHERE request_id = $1) WHERE request_id = $2",
      [foreign, own],
    );
    await expect(readBody(as(ours, "owner"), { requestId: own })).rejects.toMatchObject({
      code: "secrets.cannot_open",
    });
    expect((await trail(ours)).map(({ verb }) => verb)).toEqual(["bodies.set_days"]);
  });
});

describe("setBodyDays", () => {
  test("switching off removes what is kept, and the log says so", async () => {
    const team = await keeping(30);
    const requestId = await keptIn(team);
    expect(await setBodyDays(as(team, "admin"), { days: 0 })).toEqual({ days: 0, removed: 1 });
    expect(await rows(team)).toEqual([]);
    expect((await trail(team)).at(-1)).toEqual({
      verb: "bodies.set_days",
      subject_id: team.teamId,
      before: { days: 30 },
      after: { days: 0 },
    });
    await expect(readBody(as(team, "owner"), { requestId })).rejects.toMatchObject({
      code: "privacy.no_such_body",
    });
  });

  test("a shorter time holds for what is there; a longer one brings nothing back and keeps nothing longer", async () => {
    const team = await keeping(30);
    const old = await keptIn(team);
    clock.advance(10 * DAY_MS);
    const young = await keptIn(team);
    const owner = as(team, "owner");
    expect(await describeBody(owner, { requestId: old })).not.toBeNull();

    expect(await setBodyDays(owner, { days: 7 })).toEqual({ days: 7, removed: 1 });
    expect(await describeBody(owner, { requestId: young })).toEqual({
      expiresAt: new Date(clock.now().getTime() + 7 * DAY_MS),
    });
    await setBodyDays(owner, { days: 90 });
    expect(await describeBody(owner, { requestId: old })).toBeNull();
    clock.advance(31 * DAY_MS);
    expect(await describeBody(owner, { requestId: young })).toBeNull();
  });

  test("the same again is not recorded", async () => {
    const team = await keeping(7);
    await setBodyDays(as(team, "owner"), { days: 7 });
    expect(await trail(team)).toHaveLength(1);
  });

  test.each([-1, 91, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("%d days are refused", async (days) => {
    const team = await newTeam();
    await expect(setBodyDays(as(team, "owner"), { days })).rejects.toMatchObject({
      code: "privacy.body_days_invalid",
      param: "days",
    });
  });

  test.each(["developer", "viewer", "billing", "stranger"])("a %s may not", async (role) => {
    const team = await keeping(7);
    await keptIn(team);
    await expect(setBodyDays(as(team, role), { days: 0 })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
    expect(await rows(team)).toHaveLength(1);
  });

  test("it is this team's alone", async () => {
    const [ours, theirs] = [await keeping(7), await keeping(7)];
    await keptIn(theirs);
    await setBodyDays(as(ours, "owner"), { days: 0 });
    expect(await getBodyDays(as(theirs, "viewer"))).toEqual({ days: 7, kept: 1 });
    expect(await getBodyDays(as(ours, "viewer"))).toEqual({ days: 0, kept: 0 });
  });
});

describe("forgetBodies", () => {
  test("removes what is kept no longer, of each team by its own time, and says of which", async () => {
    const [short, long] = [await keeping(1), await keeping(30)];
    await keptIn(short);
    await keptIn(long);
    // Of the other tests' teams.
    await forgetBodies(system);
    expect(await rows(short)).toHaveLength(1);
    clock.advance(2 * DAY_MS);
    expect(await forgetBodies(system)).toContainEqual({ teamId: short.teamId, removed: 1 });
    expect(await rows(short)).toEqual([]);
    expect(await rows(long)).toHaveLength(1);
  });

  test("finishes what a switch left undone", async () => {
    const team = await keeping(30);
    await keptIn(team);
    await db.sql("UPDATE teams SET request_body_days = 0 WHERE id = $1", [team.teamId]);
    expect(await forgetBodies(system)).toContainEqual({ teamId: team.teamId, removed: 1 });
    expect(await rows(team)).toEqual([]);
  });
});
