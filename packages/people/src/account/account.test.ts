import { randomBytes } from "node:crypto";
import { NO_ORIGIN, newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { requestPasswordReset, requestSignInLink } from "../email-links/request-link.ts";
import { useSignInLink } from "../email-links/use-sign-in-link.ts";
import { requestEmailVerification, verifyEmail } from "../email-links/verify-email.ts";
import { forgetExpired } from "../forget-expired.ts";
import { findByIdentity, linkIdentity, unlinkIdentity } from "../identities/identities.ts";
import { changePassword } from "../passwords/change-password.ts";
import { checkPassword } from "../passwords/check-password.ts";
import { resetPassword } from "../passwords/reset-password.ts";
import { PASSWORD, peopleFixture } from "../people.fixture.ts";
import { resumeSession } from "../sessions/resume-session.ts";
import { deleteAccount } from "./delete-account.ts";
import { getAccount } from "./get-account.ts";
import { updateProfile } from "./update-profile.ts";

const { ctx, clock, db, person, member, signIn, joinTeam, trail, mails, withSecondFactor } =
  await peopleFixture();
const NEXT = "a wheel under the water";
const CONFINED = { kind: "forbidden", code: "people.confined_session" };
const VOID = { kind: "not_found", code: "people.link_spent" };
const from = (address: string) => ({ ...NO_ORIGIN, address });

/** The token in the fragment of the newest mail to this address. */
async function tokenTo(email: string): Promise<string> {
  return (await mails(email)).at(-1)?.values.path?.split("#")[1] ?? "";
}

const isRight = async (email: string, password: string) =>
  (await checkPassword(ctx, { email, password, origin: NO_ORIGIN })).right;

describe("changing the password", () => {
  test("ends every other session, tells the person by mail and their teams by their logs", async () => {
    const { personId, email, claim, session } = await member();
    const teamId = await joinTeam(personId);
    const elsewhere = (await signIn(personId)).claim;
    await changePassword(ctx, session, { current: PASSWORD, next: NEXT });
    expect(await isRight(email, NEXT)).toBe(true);
    expect(await isRight(email, PASSWORD)).toBe(false);
    expect(await resumeSession(ctx, claim, NO_ORIGIN)).not.toBeNull();
    expect(await resumeSession(ctx, elsewhere, NO_ORIGIN)).toBeNull();
    expect((await mails(email)).at(-1)?.template).toBe("password_changed");
    expect((await trail(teamId)).map(({ verb }) => verb)).toContain("person.change_password");
  });

  test.each([
    ["short", "people.password_length"],
    ["password1234", "people.password_common"],
  ])("%j is refused", async (next, code) => {
    const { session } = await member();
    await expect(changePassword(ctx, session, { current: PASSWORD, next })).rejects.toMatchObject({ code });
  });

  test("needs the present one, or a fresh proof", async () => {
    const { session } = await member();
    await expect(
      changePassword(ctx, session, { current: "a guess of it", next: NEXT }),
    ).rejects.toMatchObject({
      code: "people.password_wrong",
    });
    clock.advance(3_600_000);
    await expect(changePassword(ctx, session, { next: NEXT })).rejects.toMatchObject({
      code: "people.prove_again",
    });
  });

  test("a session of a team's own provider touches no account", async () => {
    const { session } = await member();
    const confined = { ...session, ssoTeamId: newId() };
    await expect(changePassword(ctx, confined, { current: PASSWORD, next: NEXT })).rejects.toMatchObject(
      CONFINED,
    );
    await expect(getAccount(ctx, confined)).rejects.toMatchObject(CONFINED);
    await expect(updateProfile(ctx, confined, { name: "Eve" })).rejects.toMatchObject(CONFINED);
    await expect(deleteAccount(ctx, confined, { email: session.person.email })).rejects.toMatchObject(
      CONFINED,
    );
  });
});

describe("resetting the password by mail", () => {
  test("works once, ends all sessions and keeps the second factor", async () => {
    const { personId, email, claim } = await withSecondFactor();
    await requestPasswordReset(ctx, { email, locale: "en", origin: from("192.0.2.1") });
    const token = await tokenTo(email);
    const origin = NO_ORIGIN;
    await expect(resetPassword(ctx, { token, password: "password1234", origin })).rejects.toMatchObject({
      code: "people.password_common",
    });
    await resetPassword(ctx, { token, password: NEXT, origin });
    expect(await isRight(email, NEXT)).toBe(true);
    expect(await resumeSession(ctx, claim, NO_ORIGIN)).toBeNull();
    await expect(resetPassword(ctx, { token, password: NEXT, origin })).rejects.toMatchObject(VOID);
    await expect(signIn(personId)).rejects.toThrow("a second factor was asked for");
  });

  test("a link is good for half an hour, and an older one not after a newer was used", async () => {
    const { email } = await person();
    const ask = () => requestPasswordReset(ctx, { email, locale: "en", origin: from("192.0.2.2") });
    await ask();
    const older = await tokenTo(email);
    await ask();
    const newer = await tokenTo(email);
    await resetPassword(ctx, { token: newer, password: NEXT, origin: NO_ORIGIN });
    await expect(
      resetPassword(ctx, { token: older, password: NEXT, origin: NO_ORIGIN }),
    ).rejects.toMatchObject(VOID);
    await ask();
    clock.advance(31 * 60_000);
    const token = await tokenTo(email);
    await expect(resetPassword(ctx, { token, password: NEXT, origin: NO_ORIGIN })).rejects.toMatchObject(
      VOID,
    );
  });

  test("an unknown address gets the same answer, and no mail", async () => {
    const email = `${newId()}@example.test`;
    expect(
      await requestPasswordReset(ctx, { email, locale: "en", origin: from("192.0.2.3") }),
    ).toBeUndefined();
    expect(await mails(email)).toEqual([]);
  });

  test("an address is mailed five times an hour, whether anybody has it or not", async () => {
    for (const email of [(await person()).email, `${newId()}@example.test`]) {
      const ask = (last: number) =>
        requestSignInLink(ctx, { email, locale: "en", origin: from(`198.51.100.${last}`) });
      for (let last = 1; last <= 5; last++) await ask(last);
      await expect(ask(6)).rejects.toMatchObject({ code: "people.too_many_attempts" });
    }
  });

  test("whoever was mailed no link makes nobody wait: what they send is not hashed", async () => {
    const guess = () =>
      resetPassword(ctx, { token: randomBytes(32).toString("base64url"), password: NEXT, origin: NO_ORIGIN });
    const answers = await Promise.allSettled(Array.from({ length: 100 }, guess));
    for (const answer of answers) expect(answer).toMatchObject({ status: "rejected", reason: VOID });
  });

  test("what is no token of this purpose resets nothing", async () => {
    const { email } = await person();
    await requestSignInLink(ctx, { email, locale: "en", origin: from("192.0.2.4") });
    const token = await tokenTo(email);
    for (const wrong of [token, token.slice(1), "", "x".repeat(100_000), "'; --"]) {
      const attempt = resetPassword(ctx, { token: wrong, password: NEXT, origin: NO_ORIGIN });
      await expect(attempt).rejects.toMatchObject(VOID);
    }
  });
});

describe("the link that signs in", () => {
  test("signs in once, for a quarter of an hour", async () => {
    const { id, email } = await person();
    const ask = () => requestSignInLink(ctx, { email, locale: "zh-CN", origin: from("192.0.2.5") });
    await ask();
    expect((await mails(email)).at(-1)).toMatchObject({ template: "sign_in", locale: "zh-CN" });
    const token = await tokenTo(email);
    const both = await Promise.all([useSignInLink(ctx, { token }), useSignInLink(ctx, { token })]);
    expect(both.filter((found) => found?.personId === id)).toHaveLength(1);
    await ask();
    clock.advance(16 * 60_000);
    expect(await useSignInLink(ctx, { token: await tokenTo(email) })).toBeNull();
  });

  test("whoever first shows that the address is theirs finds nothing that somebody else prepared", async () => {
    const squatter = await member("password", { emailVerified: false });
    const { email, personId } = squatter;
    await linkIdentity(ctx, squatter.session, { provider: "github", subject: newId(), label: "eve" });
    await requestSignInLink(ctx, { email, locale: "en", origin: from("192.0.2.6") });
    expect(await useSignInLink(ctx, { token: await tokenTo(email) })).toEqual({ personId });
    expect(await isRight(email, PASSWORD)).toBe(false);
    expect(await resumeSession(ctx, squatter.claim, NO_ORIGIN)).toBeNull();
    expect(await db.sql("SELECT 1 FROM known_devices WHERE person_id = $1", [personId])).toEqual([]);
    const { session } = await member();
    const account = await getAccount(ctx, { ...session, person: { ...session.person, id: personId } });
    expect(account).toMatchObject({ hasPassword: false, identities: [], secondFactor: null });
  });

  test("a password of somebody whose address was proven before stays", async () => {
    const { email } = await person();
    await requestSignInLink(ctx, { email, locale: "en", origin: from("192.0.2.7") });
    await useSignInLink(ctx, { token: await tokenTo(email) });
    expect(await isRight(email, PASSWORD)).toBe(true);
  });
});

describe("proving the address", () => {
  test("by a link, once", async () => {
    const { email, session } = await member("password", { emailVerified: false });
    await requestEmailVerification(ctx, session);
    const token = await tokenTo(email);
    await verifyEmail(ctx, session, { token });
    expect((await getAccount(ctx, session)).emailVerifiedAt).toEqual(clock.now());
    await expect(verifyEmail(ctx, session, { token })).rejects.toMatchObject(VOID);
  });

  test("for nobody but whose account it is, however many links others press", async () => {
    const squatter = await member("password", { emailVerified: false });
    const reader = await member();
    await requestEmailVerification(ctx, squatter.session);
    const token = await tokenTo(squatter.email);
    await expect(verifyEmail(ctx, reader.session, { token })).rejects.toMatchObject(VOID);
    const confined = { ...squatter.session, ssoTeamId: newId() };
    await expect(verifyEmail(ctx, confined, { token })).rejects.toMatchObject(CONFINED);
    expect((await getAccount(ctx, squatter.session)).emailVerifiedAt).toBeNull();
    await verifyEmail(ctx, squatter.session, { token });
  });
});

describe("accounts elsewhere", () => {
  test("a linked one finds its person; the same one cannot be another's, nor two of a provider one's", async () => {
    const [mine, other] = [await member(), await member()];
    const identity = { provider: "github", subject: newId() };
    await linkIdentity(ctx, mine.session, { ...identity, label: "grace" });
    expect(await findByIdentity(ctx, identity)).toBe(mine.personId);
    const taken = { code: "people.identity_taken" };
    await expect(linkIdentity(ctx, other.session, { ...identity, label: "x" })).rejects.toMatchObject(taken);
    const second = { provider: "github", subject: newId(), label: "y" };
    await expect(linkIdentity(ctx, mine.session, second)).rejects.toMatchObject(taken);
    await unlinkIdentity(ctx, mine.session, { provider: "github" });
    expect(await findByIdentity(ctx, identity)).toBeNull();
  });

  test("the only way in stays", async () => {
    const { session, personId } = await member("github", { emailVerified: false });
    await db.sql("UPDATE persons SET password_hash = NULL WHERE id = $1", [personId]);
    await linkIdentity(ctx, session, { provider: "github", subject: newId(), label: "grace" });
    await expect(unlinkIdentity(ctx, session, { provider: "github" })).rejects.toMatchObject({
      code: "people.last_way_in",
    });
    expect((await getAccount(ctx, session)).identities).toHaveLength(1);
  });

  test.each(["sso:x", "", "GitHub"])("%j is no provider that anybody links", async (provider) => {
    const { session } = await member();
    await expect(linkIdentity(ctx, session, { provider, subject: "1", label: "" })).rejects.toMatchObject({
      code: "people.identity_invalid",
    });
  });
});

describe("the account", () => {
  test("is named anew, in its own language", async () => {
    const { personId, session } = await member();
    const teamId = await joinTeam(personId);
    await updateProfile(ctx, session, { name: "Grace Hopper", locale: "zh-CN" });
    expect(await getAccount(ctx, session)).toMatchObject({ name: "Grace Hopper", locale: "zh-CN" });
    expect((await trail(teamId)).at(-1)).toMatchObject({
      verb: "person.rename",
      after: { name: "Grace Hopper" },
    });
  });

  test("goes for ever once its person is in no team, and leaves no trace", async () => {
    const { personId, email, session } = await member();
    const teamId = await joinTeam(personId);
    await expect(deleteAccount(ctx, session, { email: "x" })).rejects.toMatchObject({
      code: "people.email_differs",
    });
    await expect(deleteAccount(ctx, session, { email })).rejects.toMatchObject({
      code: "people.still_in_teams",
    });
    await db.sql("DELETE FROM memberships WHERE team_id = $1", [teamId]);
    await requestSignInLink(ctx, { email, locale: "en", origin: from("192.0.2.8") });
    await deleteAccount(ctx, session, { email });
    for (const table of ["persons", "sessions", "mails", "email_tokens", "known_devices"]) {
      const rows = await db.sql(`SELECT t::text AS row FROM ${table} t`);
      expect(JSON.stringify(rows), table).not.toContain(personId);
      expect(JSON.stringify(rows), table).not.toContain(email);
    }
  });
});

test("what no longer opens anything is forgotten, and what does stays", async () => {
  const { claim } = await member();
  await forgetExpired(ctx);
  expect(await resumeSession(ctx, claim, NO_ORIGIN)).not.toBeNull();
  clock.advance(31 * 24 * 3_600_000);
  expect((await forgetExpired(ctx)).sessions).toBeGreaterThan(0);
  expect(await db.sql("SELECT id FROM sessions")).toEqual([]);
});
