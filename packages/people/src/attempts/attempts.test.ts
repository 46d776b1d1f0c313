import { NO_ORIGIN, newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { checkPassword } from "../passwords/check-password.ts";
import { PASSWORD, peopleFixture } from "../people.fixture.ts";
import { proveAgain } from "../sessions/prove-again.ts";

const { clock, ctx, db, person, signIn, member, joinTeam } = await peopleFixture();
const WRONG = "a long way up";
const MINUTE_MS = 60_000;
const from = (address: string) => ({ ...NO_ORIGIN, address });

type Try = Partial<Parameters<typeof checkPassword>[1]> & { email: string };
const attempt = (one: Try) => checkPassword(ctx, { password: WRONG, origin: NO_ORIGIN, ...one });
const attempts = (count: number, one: Try) => Promise.all(Array.from({ length: count }, () => attempt(one)));

describe("guesses at a password", () => {
  test("are ten in a quarter of an hour, however many come at once and from wherever", async () => {
    const { email } = await person();
    const answers = await Promise.all(
      Array.from({ length: 14 }, (_, network) => attempt({ email, origin: from(`2001:db8:${network}::1`) })),
    );
    expect(answers.filter(({ right }) => right)).toEqual([]);
    expect(answers.filter((answer) => "waitMs" in answer)).toHaveLength(4);
    expect(await attempt({ email, password: PASSWORD })).toEqual({ right: false, waitMs: 15 * MINUTE_MS });
    clock.advance(15 * MINUTE_MS);
    expect(await attempt({ email, password: PASSWORD })).toMatchObject({ right: true });
  });

  test("at an address that nobody has are counted alike", async () => {
    const email = `${newId()}@example.test`;
    const answers = await attempts(11, { email });
    expect(answers.filter((answer) => "waitMs" in answer)).toHaveLength(1);
  });

  test("by others keep nobody out of a browser that they have signed in with", async () => {
    const { email, deviceToken } = await member();
    await attempts(11, { email });
    expect(await attempt({ email, password: PASSWORD })).toHaveProperty("waitMs");
    expect(await attempt({ email, password: PASSWORD, deviceToken })).toMatchObject({ right: true });
  });

  test("from a browser that is known are bounded too, by themselves", async () => {
    const { email, deviceToken } = await member();
    const answers = await attempts(11, { email, deviceToken });
    expect(answers.filter((answer) => "waitMs" in answer)).toHaveLength(1);
    expect(await attempt({ email, password: PASSWORD })).toMatchObject({ right: true });
  });

  test("are not more for a browser that only a team's own provider vouches for", async () => {
    const { id, email } = await person();
    const own = (await signIn(id)).deviceToken;
    const ssoTeamId = await joinTeam(id);
    for (let count = 0; count < 20; count++) {
      clock.advance(1_000);
      expect((await signIn(id, { method: "sso", ssoTeamId })).deviceToken).toBeUndefined();
    }
    expect(await db.sql("SELECT 1 FROM known_devices WHERE person_id = $1", [id])).toHaveLength(1);
    await attempts(11, { email });
    expect(await attempt({ email, password: PASSWORD, deviceToken: own })).toMatchObject({ right: true });
  });

  test("of one network are fifty, whoever they are at, and one's own success buys no more", async () => {
    const origin = from("198.51.100.7");
    const { email } = await person();
    for (let round = 0; round < 5; round++) {
      await Promise.all(
        Array.from({ length: 10 }, () => attempt({ email: `${newId()}@example.test`, origin })),
      );
      await attempt({ email, password: PASSWORD, origin });
    }
    expect(await attempt({ email: `${newId()}@example.test`, origin })).toHaveProperty("waitMs");
    expect(await attempt({ email, password: PASSWORD, origin: from("198.51.100.8") })).toMatchObject({
      right: true,
    });
  });
});

test("inside of a session ten wrong proofs are the end of it, for that session alone", async () => {
  const [mine, other] = [await member(), await member()];
  const prove = (session: typeof mine.session, password: string) => proveAgain(ctx, session, { password });
  for (let count = 0; count < 10; count++)
    await expect(prove(mine.session, WRONG)).rejects.toMatchObject({ code: "people.password_wrong" });
  await expect(prove(mine.session, PASSWORD)).rejects.toMatchObject({
    kind: "limit_exceeded",
    code: "people.too_many_attempts",
  });
  await prove(other.session, PASSWORD);
});
