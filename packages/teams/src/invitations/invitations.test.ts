import { NO_ORIGIN, newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { changeRole } from "../members/change-role.ts";
import { removeMember } from "../members/remove-member.ts";
import { setSeats } from "../operating/set-seats.ts";
import { updateTeam } from "../settings/update-team.ts";
import {
  clock,
  db,
  logOf,
  makePerson,
  makeTeamOf,
  roleOf,
  secrets,
  sessionOf,
  system,
} from "../teams.fixture.ts";
import { acceptAsNewPerson } from "./accept-as-new-person.ts";
import { acceptInvitation } from "./accept-invitation.ts";
import { inviteByEmail } from "./invite-by-email.ts";
import { inviteByLink } from "./invite-by-link.ts";
import { inviteMany } from "./invite-many.ts";
import { listInvitations } from "./list-invitations.ts";
import type { MailingContext } from "./make-invitation.ts";
import { previewInvitation } from "./preview-invitation.ts";
import { resendInvitation } from "./resend-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

const DAY_MS = 24 * 3_600_000;
const VOID = { kind: "not_found", code: "teams.invitation_void" };
const people = { ...system, secrets };
const address = () => `${newId()}@example.test`;

function invite(ctx: MailingContext, email = address(), role = "developer") {
  return inviteByEmail(ctx, { email, role, locale: "en" });
}

/** The token in the mail that was put into the outbox for this address. */
async function mailedToken(email: string): Promise<string> {
  const [mail] = await db.sql(
    "SELECT id, team_id, sealed_values FROM mails WHERE recipient = $1 ORDER BY id DESC",
    [email],
  );
  const teamId = String(mail?.team_id);
  const place = { owner: teamId, purpose: "mail", id: String(mail?.id) };
  const values = await db.database.inTeam(teamId, (tx) =>
    secrets.open(tx, place, Uint8Array.from(mail?.sealed_values as Buffer)),
  );
  return String(JSON.parse(values).path).split("#")[1] ?? "";
}

describe("inviting", () => {
  test("by mail: the invitation, its mail and its entry are there together, and the token nowhere", async () => {
    const { team, owner } = await makeTeamOf();
    const email = address();
    const { invitation, token } = await invite(owner, email.toUpperCase());
    expect(invitation).toMatchObject({ email, role: "developer", state: "pending", acceptedAt: null });
    expect(await listInvitations(owner)).toEqual([invitation]);
    expect(await logOf(team)).toEqual(["invitation.create"]);
    const everything = await db.sql("SELECT i::text AS row FROM invitations i WHERE team_id = $1", [
      team.teamId,
    ]);
    expect(JSON.stringify(everything)).not.toContain(token);
    expect(await mailedToken(email)).not.toBe(token);
  });

  test("needs the right, and gives no role beyond whoever invites", async () => {
    const { owner, people: members } = await makeTeamOf("developer", "admin");
    const [developer, admin] = members;
    await expect(invite(developer?.ctx ?? owner)).rejects.toMatchObject({ code: "teams.not_allowed" });
    await expect(invite(admin?.ctx ?? owner, address(), "owner")).rejects.toMatchObject({
      code: "teams.role_beyond_you",
    });
  });

  test("who is in the team or invited already is said so", async () => {
    const { owner, people: members } = await makeTeamOf("viewer");
    const email = address();
    await invite(owner, email);
    await expect(invite(owner, email)).rejects.toMatchObject({ code: "teams.already_invited" });
    await expect(invite(owner, members[0]?.email ?? "")).rejects.toMatchObject({
      code: "teams.already_member",
    });
  });

  test.each([
    "ada@exаmple.com",
    "ada@example",
    "ada\r\nbcc: eve@example.com",
    "",
    `${"a".repeat(300)}@example.com`,
  ])("%j is no address", async (email) => {
    const { owner } = await makeTeamOf();
    await expect(invite(owner, email)).rejects.toMatchObject({ code: "teams.invitation_invalid" });
  });

  test("a list gets a row of outcome for each entry", async () => {
    const { owner, people: members } = await makeTeamOf("viewer");
    await updateTeam(owner, { name: "Mill", emailDomains: ["example.test"] });
    const [known, fresh] = [members[0]?.email ?? "", address()];
    const text = `Ada <${fresh}>; ${fresh}\nnobody, eve@elsewhere.test\n${known}`;
    const outcomes = await inviteMany(owner, { text, role: "viewer", locale: "zh-CN" });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      "invited",
      "duplicate",
      "not_an_address",
      "other_domain",
      "already_member",
    ]);
  });

  test("ten thousand at once are refused before any is invited, and 500 an hour are mailed", async () => {
    const { owner } = await makeTeamOf();
    const list = (count: number) => Array.from({ length: count }, (_, i) => `p${i}@example.test`).join("\n");
    await expect(
      inviteMany(owner, { text: list(10_000), role: "viewer", locale: "en" }),
    ).rejects.toMatchObject({
      code: "teams.list_too_long",
    });
    expect(await listInvitations(owner)).toEqual([]);
    const outcomes = await inviteMany(owner, { text: list(600), role: "viewer", locale: "en" });
    expect(outcomes.filter(({ outcome }) => outcome === "invited")).toHaveLength(500);
    expect(outcomes.filter(({ outcome }) => outcome === "limit")).toHaveLength(100);
    await expect(invite(owner)).rejects.toMatchObject({ code: "teams.too_many_mails" });
  });

  test("members and open invitations together take the seats; what is revoked gives its seat back", async () => {
    const { team, owner } = await makeTeamOf();
    const operator = sessionOf(await makePerson(), { isOperator: true });
    await setSeats(system, operator, { teamId: team.teamId, seatsMax: 2 });
    const { invitation } = await inviteByLink(owner, { role: "viewer" });
    await expect(invite(owner)).rejects.toMatchObject({ code: "teams.no_seat" });
    await revokeInvitation(owner, { id: invitation.id });
    expect((await invite(owner)).invitation.state).toBe("pending");
  });
});

describe("accepting", () => {
  test("whoever was invited joins with one call, and the invitation is used up", async () => {
    const { team, owner } = await makeTeamOf();
    const person = await makePerson();
    const { token } = await invite(owner, person.email);
    expect(await previewInvitation(system, { token })).toMatchObject({
      email: person.email,
      role: "developer",
    });
    expect(await acceptInvitation(system, sessionOf(person), { token })).toMatchObject({ wasMember: false });
    expect(await roleOf(team, person.personId)).toBe("developer");
    expect(await logOf(team)).toEqual(["invitation.create", "invitation.accept"]);
    const other = sessionOf(await makePerson());
    await expect(acceptInvitation(system, other, { token, withOtherEmail: true })).rejects.toMatchObject(
      VOID,
    );
    expect(await previewInvitation(system, { token })).toBeNull();
  });

  test("with another address only when they say so, and whoever invited sees both", async () => {
    const { owner } = await makeTeamOf();
    const { invitation, token } = await invite(owner);
    const person = await makePerson();
    await expect(acceptInvitation(system, sessionOf(person), { token })).rejects.toMatchObject({
      code: "teams.other_email",
    });
    await acceptInvitation(system, sessionOf(person), { token, withOtherEmail: true });
    expect(await listInvitations(owner)).toMatchObject([
      { id: invitation.id, email: invitation.email, acceptedEmail: person.email, state: "accepted" },
    ]);
  });

  test("whoever is in the team already uses nothing up", async () => {
    const { owner, people: members } = await makeTeamOf("viewer");
    const { token } = await inviteByLink(owner, { role: "admin" });
    const [member] = members;
    if (!member) throw new Error("one person was asked for");
    expect(await acceptInvitation(system, sessionOf(member), { token })).toMatchObject({ wasMember: true });
    expect(await previewInvitation(system, { token })).not.toBeNull();
  });

  test("of two who use one link at once, one joins", async () => {
    const { team, owner } = await makeTeamOf();
    const { token } = await inviteByLink(owner, { role: "viewer" });
    const sessions = [sessionOf(await makePerson()), sessionOf(await makePerson())];
    const joined = await Promise.allSettled(
      sessions.map((session) => acceptInvitation(system, session, { token })),
    );
    expect(joined.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [row] = await db.sql("SELECT count(*)::int AS members FROM memberships WHERE team_id = $1", [
      team.teamId,
    ]);
    expect(row?.members).toBe(2);
  });

  test("every token that lets nobody in is answered alike", async () => {
    const { owner, people: members } = await makeTeamOf("admin");
    const session = sessionOf(await makePerson());
    const revoked = await inviteByLink(owner, { role: "viewer" });
    await revokeInvitation(owner, { id: revoked.invitation.id });
    const replaced = await inviteByLink(owner, { role: "viewer" });
    const replacing = await resendInvitation(owner, { id: replaced.invitation.id });
    const [admin] = members;
    if (!admin) throw new Error("one person was asked for");
    const orphaned = await inviteByLink(admin.ctx, { role: "admin" });
    await changeRole(owner, { personId: admin.personId, role: "viewer" });
    const guessed = `mi_${"A".repeat(43)}`;
    const bad = [
      revoked.token,
      replaced.token,
      orphaned.token,
      guessed,
      replacing.token.slice(0, -1),
      "",
      "mi_",
    ];
    for (const token of bad) {
      await expect(acceptInvitation(system, session, { token }), token).rejects.toMatchObject(VOID);
      expect(await previewInvitation(system, { token }), token).toBeNull();
    }
    expect(await previewInvitation(system, { token: replacing.token })).not.toBeNull();
    clock.advance(7 * DAY_MS);
    await expect(acceptInvitation(system, session, { token: replacing.token })).rejects.toMatchObject(VOID);
    expect((await listInvitations(owner)).map(({ state }) => state).sort()).toEqual([
      "expired",
      "revoked",
      "revoked",
    ]);
  });

  test("a session of a team's own provider joins no other team", async () => {
    const { team, owner } = await makeTeamOf();
    const { token } = await inviteByLink(owner, { role: "viewer" });
    const confined = sessionOf(await makePerson(), { ssoTeamId: newId() });
    await expect(acceptInvitation(system, confined, { token })).rejects.toMatchObject({
      code: "teams.confined_session",
    });
    expect(await logOf(team)).toEqual(["invitation.create"]);
  });

  test("whoever was removed may be invited back", async () => {
    const { team, owner, people: members } = await makeTeamOf("viewer");
    const [member] = members;
    if (!member) throw new Error("one person was asked for");
    await removeMember(owner, { personId: member.personId });
    const { token } = await invite(owner, member.email, "billing");
    await acceptInvitation(system, sessionOf(member), { token });
    expect(await roleOf(team, member.personId)).toBe("billing");
  });
});

describe("joining with a new account", () => {
  const newcomer = {
    name: "Grace",
    password: "a long way down the race",
    locale: "en" as const,
    origin: NO_ORIGIN,
  };

  test("the link from the mail proves the address, the copied one does not", async () => {
    const { owner } = await makeTeamOf();
    for (const isMailed of [true, false]) {
      const email = address();
      const { token } = await invite(owner, email);
      const used = isMailed ? await mailedToken(email) : token;
      const { personId, team } = await acceptAsNewPerson(people, { ...newcomer, token: used });
      expect(team.id).toBe(owner.actor.teamId);
      const [row] = await db.sql("SELECT email, email_verified_at FROM persons WHERE id = $1", [personId]);
      expect(row).toMatchObject({ email, email_verified_at: isMailed ? expect.any(Date) : null });
    }
  });

  test("an address that has an account is told to sign in, and nothing is made", async () => {
    const { owner } = await makeTeamOf();
    const { email } = await makePerson();
    const { token } = await inviteByLink(owner, { role: "viewer" });
    await expect(acceptAsNewPerson(people, { ...newcomer, token, email })).rejects.toMatchObject({
      code: "teams.sign_in_first",
    });
    expect(await previewInvitation(system, { token })).not.toBeNull();
  });

  test("who may not join is not made a person either", async () => {
    const { owner } = await makeTeamOf();
    await updateTeam(owner, { name: "Mill", emailDomains: ["example.test"] });
    const { token } = await inviteByLink(owner, { role: "viewer" });
    for (const [email, code] of [
      [`${newId()}@elsewhere.test`, "teams.other_domain"],
      [address(), "teams.email_unverified"],
    ] as const) {
      await expect(acceptAsNewPerson(people, { ...newcomer, token, email })).rejects.toMatchObject({ code });
      expect(await db.sql("SELECT id FROM persons WHERE email = $1", [email])).toEqual([]);
    }
  });

  test("guesses at who has an account are slowed down", async () => {
    const { owner } = await makeTeamOf();
    const { email } = await makePerson();
    const { token } = await inviteByLink(owner, { role: "viewer" });
    const origin = { ...NO_ORIGIN, address: "198.51.100.23" };
    const codes = new Set<unknown>();
    for (let guess = 0; guess < 60; guess++) {
      const attempt = acceptAsNewPerson(people, { ...newcomer, password: "short", token, email, origin });
      codes.add(await attempt.catch((error: { code: string }) => error.code));
    }
    expect(codes).toContain("people.too_many_attempts");
  });
});
