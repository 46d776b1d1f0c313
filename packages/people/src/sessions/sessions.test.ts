import { NO_ORIGIN, newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { checkPassword } from "../passwords/check-password.ts";
import { leastMs, PASSWORD, peopleFixture } from "../people.fixture.ts";
import { beginSession } from "./begin-session.ts";
import { endOtherSessions } from "./end-other-sessions.ts";
import { endSession } from "./end-session.ts";
import { listSessions } from "./list-sessions.ts";
import { resumeSession } from "./resume-session.ts";

const { db, clock, ctx, person, signIn, resume, member, mails, joinTeam, trail } = await peopleFixture();
const password = PASSWORD;
const DAY_MS = 24 * 3_600_000;

async function signedIn() {
  const { personId, claim } = await member();
  return { personId, claim };
}

describe("createPerson", () => {
  test("the password is kept as a hash only", async () => {
    const { id } = await person();
    const [row] = await db.sql("SELECT * FROM persons WHERE id = $1", [id]);
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    expect(JSON.stringify(row)).not.toContain(password);
  });

  test("an e-mail address belongs to one person, however it is written", async () => {
    const { email } = await person();
    await expect(person({ email: email.toUpperCase() })).rejects.toMatchObject({
      kind: "conflict",
      code: "people.email_taken",
    });
  });

  test("an address that reads the same as a taken one is that one", async () => {
    await person({ email: "kelvin@example.test" });
    for (const email of ["\u212aelvin@example.test", "ｋelvin＠example.test", " KELVIN@EXAMPLE.TEST "])
      await expect(person({ email })).rejects.toMatchObject({ code: "people.email_taken" });
  });

  test.each([
    "",
    "ada",
    "ada@",
    "a b@example.test",
    "\u0430da@example.test",
    "ada@ex\u0430mple.test",
    "ada\u200b@example.test",
    "\u0130da@example.test",
    "ada@\u202eexample.test",
    `${"a".repeat(260)}@example.test`,
  ])("%j is not an e-mail address", async (email) => {
    await expect(person({ email })).rejects.toMatchObject({ code: "people.person_invalid", param: "email" });
  });
});

describe("checkPassword", () => {
  test("the right password is right, however the address is written", async () => {
    const { id, email } = await person();
    const answer = await checkPassword(ctx, {
      email: ` ${email.toUpperCase()}`,
      password,
      origin: NO_ORIGIN,
    });
    expect(answer).toEqual({ right: true, personId: id });
  });

  test("an unknown address and a wrong password get the same answer", async () => {
    const { email } = await person();
    const answers = await Promise.all([
      checkPassword(ctx, { email, password: "a long way up", origin: NO_ORIGIN }),
      checkPassword(ctx, { email: "nobody@example.test", password, origin: NO_ORIGIN }),
      checkPassword(ctx, { email: "not an address", password, origin: NO_ORIGIN }),
      checkPassword(ctx, { email, password: "x".repeat(1_000_000), origin: NO_ORIGIN }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ right: false });
  });

  test("an unknown address is checked as slowly as a known one", async () => {
    const { email } = await person();
    const known = await leastMs(() =>
      checkPassword(ctx, { email, password: "a long way up", origin: NO_ORIGIN }),
    );
    const unknown = await leastMs(() =>
      checkPassword(ctx, { email: `${newId()}@example.test`, password, origin: NO_ORIGIN }),
    );
    const lookUp = await leastMs(() =>
      checkPassword(ctx, { email: "not an address", password, origin: NO_ORIGIN }),
    );
    expect(unknown - lookUp).toBeGreaterThan((known - lookUp) / 3);
  });
});

describe("sessions", () => {
  test("a session is resumed as long as its row is there", async () => {
    const { personId, claim } = await signedIn();
    expect(await resumeSession(ctx, claim, NO_ORIGIN)).toMatchObject({
      id: claim.sessionId,
      person: { id: personId },
      method: "password",
    });
    expect(await endSession(ctx, { personId, sessionId: claim.sessionId })).toBe(true);
    expect(await resumeSession(ctx, claim, NO_ORIGIN)).toBeNull();
    expect(await endSession(ctx, { personId, sessionId: claim.sessionId })).toBe(false);
  });

  test("nobody ends another's session", async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    expect(await endSession(ctx, { personId: mine.personId, sessionId: other.claim.sessionId })).toBe(false);
    expect(await resumeSession(ctx, other.claim, NO_ORIGIN)).not.toBeNull();
  });

  test("a claim with another's token, or with none, is no session", async () => {
    const [mine, other] = [await signedIn(), await signedIn()];
    const mixed = { sessionId: other.claim.sessionId, token: mine.claim.token };
    for (const claim of [
      mixed,
      { sessionId: "1", token: "" },
      { sessionId: newId(), token: mine.claim.token },
    ])
      expect(await resumeSession(ctx, claim, NO_ORIGIN)).toBeNull();
  });

  test("a session that nobody uses is over after a week, one that is used after a month", async () => {
    const { claim } = await signedIn();
    const idle = (await signedIn()).claim;
    for (let day = 0; day < 29; day += 5) {
      clock.advance(5 * DAY_MS);
      expect((await resumeSession(ctx, claim, NO_ORIGIN)) !== null).toBe(day < 25);
    }
    expect(await resumeSession(ctx, idle, NO_ORIGIN)).toBeNull();
  });

  test("only the hash of the token is stored", async () => {
    const { claim } = await signedIn();
    const [row] = await db.sql("SELECT * FROM sessions WHERE id = $1", [claim.sessionId]);
    expect(JSON.stringify(row)).not.toContain(claim.token);
  });
});

describe("signing in", () => {
  test("each session has an id and a token of its own, whatever the browser brings", async () => {
    const { personId, claim, deviceToken } = await member();
    const again = await signIn(personId, { deviceToken });
    expect(again.claim.sessionId).not.toBe(claim.sessionId);
    expect(again.claim.token).not.toBe(claim.token);
  });

  test("nobody is signed in who no longer exists", async () => {
    const beginning = beginSession(ctx, { personId: newId(), method: "password", origin: NO_ORIGIN });
    await expect(beginning).rejects.toMatchObject({ kind: "unauthenticated", code: "people.no_such_person" });
  });

  test("a session that a team's own provider opened does not run the installation", async () => {
    const { id } = await person({ isOperator: true });
    const teamId = await joinTeam(id);
    const own = await resume((await signIn(id)).claim);
    const confined = await resume((await signIn(id, { method: "sso", ssoTeamId: teamId })).claim);
    expect([own.isOperator, confined.isOperator]).toEqual([true, false]);
  });

  test("a person has fifty sessions at most: the one unused for longest ends", async () => {
    const { personId, claim } = await member();
    for (let count = 0; count < 50; count++) {
      clock.advance(1_000);
      await signIn(personId);
    }
    expect(await resumeSession(ctx, claim, NO_ORIGIN)).toBeNull();
    const [row] = await db.sql("SELECT count(*)::int AS count FROM sessions WHERE person_id = $1", [
      personId,
    ]);
    expect(row?.count).toBe(50);
  });
});

describe("a new browser", () => {
  const origin = {
    address: "203.0.113.9",
    userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  };

  test("is told to whoever signed in elsewhere before, and to their teams", async () => {
    const { id, email } = await person({ locale: "zh-CN" });
    const teamId = await joinTeam(id);
    const first = await signIn(id, { origin });
    await signIn(id, { origin, deviceToken: first.deviceToken });
    expect(await mails(email)).toEqual([]);
    await signIn(id, { origin });
    expect(await mails(email)).toMatchObject([
      {
        template: "new_device",
        locale: "zh-CN",
        values: { at: clock.now().toISOString(), address: "203.0.113.9", device: "Firefox, Linux" },
      },
    ]);
    expect(await trail(teamId)).toMatchObject([
      {
        verb: "session.new_device",
        actor_label: email,
        address: "203.0.113.9",
        after: { device: "Firefox, Linux" },
      },
    ]);
  });

  test("is not known for having been given a token: one that is another's is never taken over", async () => {
    const mallory = await member();
    const victim = await member();
    const { deviceToken } = await signIn(victim.personId, { deviceToken: mallory.deviceToken });
    expect(deviceToken?.split(".")).toHaveLength(2);
    expect(await mails(victim.email)).toHaveLength(1);
    await signIn(victim.personId, { deviceToken: mallory.deviceToken });
    expect(await mails(victim.email)).toHaveLength(2);
    await signIn(victim.personId, { deviceToken });
    await signIn(mallory.personId, { deviceToken });
    expect(await mails(victim.email)).toHaveLength(2);
    expect(await mails(mallory.email)).toHaveLength(0);
  });

  test("twenty are remembered of a person, by hash only", async () => {
    const { personId, deviceToken } = await member();
    for (let count = 0; count < 20; count++) {
      clock.advance(1_000);
      await signIn(personId);
    }
    const rows = await db.sql("SELECT * FROM known_devices WHERE person_id = $1", [personId]);
    expect(rows).toHaveLength(20);
    expect(JSON.stringify(rows)).not.toContain(deviceToken);
  });
});

describe("listing and ending sessions", () => {
  test("a person sees their own that have not ended, the latest first", async () => {
    const { personId, session } = await member();
    await member();
    clock.advance(1_000);
    const second = await resume((await signIn(personId)).claim);
    const rows = await listSessions(ctx, session);
    expect(rows.map(({ id, isThis }) => ({ id, isThis }))).toEqual([
      { id: second.id, isThis: false },
      { id: session.id, isThis: true },
    ]);
    clock.advance(8 * DAY_MS);
    expect(await listSessions(ctx, session)).toEqual([]);
  });

  test("all others end at once, and the log says how many", async () => {
    const { personId, claim, session } = await member();
    const teamId = await joinTeam(personId);
    const others = [await signIn(personId), await signIn(personId)];
    const stranger = await member();
    expect(await endOtherSessions(ctx, session)).toEqual({ ended: 2 });
    for (const other of others) expect(await resumeSession(ctx, other.claim, NO_ORIGIN)).toBeNull();
    expect(await resumeSession(ctx, claim, NO_ORIGIN)).not.toBeNull();
    expect(await resumeSession(ctx, stranger.claim, NO_ORIGIN)).not.toBeNull();
    expect((await trail(teamId)).at(-1)).toMatchObject({ verb: "session.end_others", after: { ended: 2 } });
  });

  test("a session that a team's own provider opened sees and ends no other", async () => {
    const { personId } = await member();
    const ssoTeamId = await joinTeam(personId);
    const confined = await resume((await signIn(personId, { method: "sso", ssoTeamId })).claim);
    const refused = { kind: "forbidden", code: "people.confined_session" };
    await expect(listSessions(ctx, confined)).rejects.toMatchObject(refused);
    await expect(endOtherSessions(ctx, confined)).rejects.toMatchObject(refused);
  });
});
