import type { SystemContext } from "@millrace/db";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import { fakeClock, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import { createPerson } from "../create-person.ts";
import { checkPassword } from "../passwords/check-password.ts";
import { beginSession } from "./begin-session.ts";
import { endSession } from "./end-session.ts";
import { resumeSession } from "./resume-session.ts";

const db = await testDatabase();
const clock = fakeClock();
const ctx: SystemContext = { database: db.database, clock };
const password = "a long way down";
const DAY_MS = 24 * 3_600_000;

async function person(email = `${newId()}@example.test`) {
  return createPerson(ctx, { email, name: "Grace", password });
}

async function signedIn() {
  const { id } = await person();
  const claim = await beginSession(ctx, { personId: id, method: "password", origin: NO_ORIGIN });
  return { personId: id, claim };
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
    await expect(person(email.toUpperCase())).rejects.toMatchObject({
      kind: "conflict",
      code: "people.email_taken",
    });
  });

  test.each(["", "ada", "ada@", "a b@example.test", `${"a".repeat(260)}@example.test`])(
    "%j is not an e-mail address",
    async (email) => {
      await expect(person(email)).rejects.toMatchObject({ code: "people.person_invalid", param: "email" });
    },
  );
});

describe("checkPassword", () => {
  test("the right password is right, however the address is written", async () => {
    const { id, email } = await person();
    const answer = await checkPassword(ctx, { email: ` ${email.toUpperCase()}`, password });
    expect(answer).toEqual({ right: true, personId: id });
  });

  test("an unknown address and a wrong password get the same answer", async () => {
    const { email } = await person();
    const answers = await Promise.all([
      checkPassword(ctx, { email, password: "a long way up" }),
      checkPassword(ctx, { email: "nobody@example.test", password }),
      checkPassword(ctx, { email: "not an address", password }),
      checkPassword(ctx, { email, password: "x".repeat(1_000_000) }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ right: false });
  });

  test("an unknown address is checked as slowly as a known one", async () => {
    const { email } = await person();
    const known = await leastMs(() => checkPassword(ctx, { email, password: "a long way up" }));
    const unknown = await leastMs(() => checkPassword(ctx, { email: `${newId()}@example.test`, password }));
    const lookUp = await leastMs(() => checkPassword(ctx, { email: "not an address", password }));
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

/** The quickest of some rounds: what the work costs when nothing else is in its way. */
async function leastMs(work: () => Promise<unknown>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    await work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
