import { NO_ORIGIN, newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { peopleFixture } from "../people.fixture.ts";
import { beginSession } from "../sessions/begin-session.ts";
import { resumeSession } from "../sessions/resume-session.ts";
import { beginSecondFactor } from "./begin-second-factor.ts";
import { confirmSecondFactor } from "./confirm-second-factor.ts";
import { remakeRecoveryCodes } from "./remake-recovery-codes.ts";
import { turnOffSecondFactor } from "./turn-off-second-factor.ts";
import { turnOnSecondFactor } from "./turn-on-second-factor.ts";

const { ctx, clock, db, member, signIn, resume, nextCode, withSecondFactor, joinTeam, trail, mails } =
  await peopleFixture();
const REFUSED = { kind: "refused" };
const WRONG = { kind: "invalid", code: "people.code_wrong" };
const WORDLESS = "AAAA-AAAA-AAAA-AAAA";

async function ticketOf(personId: string): Promise<string> {
  const beginning = await beginSession(ctx, { personId, method: "password", origin: NO_ORIGIN });
  if (beginning.kind !== "second_factor") throw new Error("no second factor was asked for");
  return beginning.ticket;
}

const confirm = (ticket: string, code: string) =>
  confirmSecondFactor(ctx, { ticket, code, origin: NO_ORIGIN });

describe("the second step of a sign-in", () => {
  test("opens one session for one right code, and says in it when the code was shown", async () => {
    const { personId, secret } = await withSecondFactor();
    const ticket = await ticketOf(personId);
    const code = nextCode(secret);
    const both = await Promise.all([confirm(ticket, code), confirm(ticket, code)]);
    expect(both.map(({ kind }) => kind).sort()).toEqual(["refused", "session"]);
    const opened = both.find(({ kind }) => kind === "session");
    if (opened?.kind !== "session") throw new Error("no session was opened");
    expect((await resume(opened.claim)).secondFactorAt).toEqual(clock.now());
    expect(await confirm(ticket, nextCode(secret))).toEqual(REFUSED);
  });

  test("takes no code twice, nor one before another that was taken", async () => {
    const { personId, secret } = await withSecondFactor();
    const [earlier, later] = [nextCode(secret), nextCode(secret)];
    expect(await confirm(await ticketOf(personId), later)).toMatchObject({ kind: "session" });
    for (const code of [later, earlier])
      expect(await confirm(await ticketOf(personId), code)).toEqual(REFUSED);
  });

  test("takes each recovery code once, and none of somebody else", async () => {
    const [mine, other] = [await withSecondFactor(), await withSecondFactor()];
    const [code = ""] = mine.recoveryCodes;
    expect(await confirm(await ticketOf(other.personId), code)).toEqual(REFUSED);
    expect(await confirm(await ticketOf(mine.personId), code.toLowerCase())).toMatchObject({
      kind: "session",
    });
    expect(await confirm(await ticketOf(mine.personId), code)).toEqual(REFUSED);
    const stored = await db.sql("SELECT * FROM recovery_codes WHERE person_id = $1", [mine.personId]);
    expect(JSON.stringify(stored)).not.toContain(mine.recoveryCodes[1]);
  });

  test("allows five tries at one ticket and ten at one account, from wherever", async () => {
    const { personId, secret } = await withSecondFactor();
    for (const ticket of [await ticketOf(personId), await ticketOf(personId)]) {
      for (let count = 0; count < 5; count++) expect(await confirm(ticket, WORDLESS)).toEqual(REFUSED);
      expect(await confirm(ticket, nextCode(secret))).toEqual(REFUSED);
    }
    const full = await confirm(await ticketOf(personId), nextCode(secret));
    expect(full).toEqual({ kind: "refused", waitMs: expect.any(Number) });
  });

  test("is over after ten minutes, and for what is no ticket it never began", async () => {
    const { personId, secret } = await withSecondFactor();
    const ticket = await ticketOf(personId);
    clock.advance(10 * 60_000);
    for (const one of [ticket, "", "x".repeat(43), "x".repeat(100_000), "'; --"])
      expect(await confirm(one, nextCode(secret))).toEqual(REFUSED);
    expect(await confirm(await ticketOf(personId), "1".repeat(100_000))).toEqual(REFUSED);
  });

  test("keeps a session that a team's own provider opened in that team", async () => {
    const { personId, secret } = await withSecondFactor();
    const ssoTeamId = await joinTeam(personId);
    const beginning = await beginSession(ctx, { personId, method: "sso", ssoTeamId, origin: NO_ORIGIN });
    if (beginning.kind !== "second_factor") throw new Error("no second factor was asked for");
    const opened = await confirm(beginning.ticket, nextCode(secret));
    if (opened.kind !== "session") throw new Error("no session was opened");
    expect(await resume(opened.claim)).toMatchObject({ method: "sso", ssoTeamId });
  });
});

describe("turning the second factor on and off", () => {
  test("ends the sessions that never showed a code; the person and their teams are told, the secret is sealed", async () => {
    const { personId, email, session } = await member();
    const teamId = await joinTeam(personId);
    const other = await signIn(personId);
    const { secret } = await beginSecondFactor(ctx, session);
    await expect(turnOnSecondFactor(ctx, session, { code: "000000" })).rejects.toMatchObject(WRONG);
    await turnOnSecondFactor(ctx, session, { code: nextCode(secret) });
    expect(await resumeSession(ctx, other.claim, NO_ORIGIN)).toBeNull();
    await expect(beginSecondFactor(ctx, session)).rejects.toMatchObject({ code: "people.second_factor_on" });
    await expect(turnOffSecondFactor(ctx, session, { code: WORDLESS })).rejects.toMatchObject(WRONG);
    await turnOffSecondFactor(ctx, session, { code: nextCode(secret) });
    expect((await trail(teamId)).slice(-2)).toMatchObject([
      { verb: "second_factor.turn_on", after: { isOn: true } },
      { verb: "second_factor.turn_off", after: { isOn: false } },
    ]);
    expect((await mails(email)).slice(-2)).toMatchObject([
      { template: "second_factor_changed", values: { isOn: "yes" } },
      { template: "second_factor_changed", values: { isOn: "no" } },
    ]);
    await signIn(personId);
  });

  test("needs a recent proof, and an authenticator that was begun within the hour", async () => {
    const { session } = await member();
    await expect(turnOnSecondFactor(ctx, session, { code: "000000" })).rejects.toMatchObject({
      code: "people.second_factor_not_begun",
    });
    const stale = { ...session, provedAt: new Date(clock.now().getTime() - 11 * 60_000) };
    for (const act of [beginSecondFactor(ctx, stale), turnOnSecondFactor(ctx, stale, { code: "000000" })])
      await expect(act).rejects.toMatchObject({ code: "people.prove_again" });
  });

  test("new recovery codes end those before, and a session of a team's own provider gets none", async () => {
    const { session, secret, personId, recoveryCodes } = await withSecondFactor();
    const remade = await remakeRecoveryCodes(ctx, session, { code: nextCode(secret) });
    expect(new Set([...recoveryCodes, ...remade.recoveryCodes]).size).toBe(20);
    expect(await confirm(await ticketOf(personId), recoveryCodes[0] ?? "")).toEqual(REFUSED);
    const confined = { ...session, ssoTeamId: newId() };
    const code = remade.recoveryCodes[0] ?? "";
    for (const act of [
      turnOffSecondFactor(ctx, confined, { code }),
      remakeRecoveryCodes(ctx, confined, { code }),
    ])
      await expect(act).rejects.toMatchObject({ kind: "forbidden", code: "people.confined_session" });
  });
});
