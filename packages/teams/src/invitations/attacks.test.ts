import { NO_ORIGIN, newId } from "@millrace/kernel";
import { describe, expect, test, vi } from "vitest";
import { lockTeam } from "../locking/store.ts";
import { changeRole } from "../members/change-role.ts";
import { leaveTeam } from "../members/leave-team.ts";
import { removeMember } from "../members/remove-member.ts";
import { setSeats } from "../operating/set-seats.ts";
import { createRole } from "../roles/create-role.ts";
import { updateRole } from "../roles/update-role.ts";
import { updateTeam } from "../settings/update-team.ts";
import {
  actingIn,
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
import { resendInvitation } from "./resend-invitation.ts";
import { revokeInvitation } from "./revoke-invitation.ts";

const DAY_MS = 24 * 3_600_000;
const VOID = { kind: "not_found", code: "teams.invitation_void" };
const TOO_MANY = { kind: "limit_exceeded", code: "teams.too_many_mails" };
const address = () => `${newId()}@example.test`;

/** A team and an admin of it who has made one invitation of each kind. */
async function withAdmin() {
  const { team, owner, people } = await makeTeamOf("admin");
  const [admin] = people;
  if (!admin) throw new Error("one person was asked for");
  const { token } = await inviteByLink(admin.ctx, { role: "developer" });
  await inviteByEmail(admin.ctx, { email: address(), role: "viewer", locale: "en" });
  return { team, owner, admin, token };
}

describe("invitations stand on the rights of whoever made them", () => {
  const states = async (ctx: Parameters<typeof listInvitations>[0]) =>
    (await listInvitations(ctx)).map(({ state }) => state);

  test.each(["removed", "demoted", "gone"] as const)("whoever is %s takes theirs along", async (how) => {
    const { team, owner, admin, token } = await withAdmin();
    if (how === "removed") await removeMember(owner, { personId: admin.personId });
    if (how === "demoted") await changeRole(owner, { personId: admin.personId, role: "viewer" });
    if (how === "gone") await leaveTeam(admin.ctx);
    expect(await states(owner)).toEqual(["revoked", "revoked"]);
    expect((await logOf(team)).filter((verb) => verb === "invitation.revoke")).toHaveLength(2);
    const session = sessionOf(await makePerson());
    await expect(acceptInvitation(system, session, { token })).rejects.toMatchObject(VOID);
    // The way back brings no old links back.
    await db.sql("DELETE FROM memberships WHERE person_id = $1", [admin.personId]);
    await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, 'admin')", [
      team.teamId,
      admin.personId,
    ]);
    await expect(acceptInvitation(system, session, { token })).rejects.toMatchObject(VOID);
  });

  test("a role that is narrowed ends what its people may no longer give, and leaves the rest", async () => {
    const { team, owner } = await makeTeamOf();
    const host = { name: "Host", permissions: ["invitations.write" as const, "keys.write" as const] };
    const keys = { name: "Keys", permissions: ["keys.write" as const] };
    const [{ id: hosts }, { id: holders }] = [await createRole(owner, host), await createRole(owner, keys)];
    const { id: readers } = await createRole(owner, { name: "Reader", permissions: ["team.read"] });
    const person = await makePerson();
    await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, $3)", [
      team.teamId,
      person.personId,
      hosts,
    ]);
    const granted = ["team.read", "invitations.read", "invitations.write", "keys.read", "keys.write"];
    const acting = actingIn(team, person, hosts, granted);
    const beyond = await inviteByLink(acting, { role: holders });
    const within = await inviteByLink(acting, { role: readers });
    await updateRole(owner, { id: hosts, name: "Host", permissions: ["invitations.write"] });
    const after = new Map((await listInvitations(owner)).map(({ id, state }) => [id, state]));
    expect(after.get(beyond.invitation.id)).toBe("revoked");
    expect(after.get(within.invitation.id)).toBe("pending");
  });

  test("a role that was raised since the invitation is given only if its maker could still give it", async () => {
    const { team, owner, admin } = await withAdmin();
    const { id } = await createRole(owner, { name: "Guest", permissions: ["team.read"] });
    const { token } = await inviteByLink(admin.ctx, { role: id });
    // As if no verb had done it.
    await db.sql("UPDATE memberships SET role = 'developer' WHERE person_id = $1", [admin.personId]);
    await db.sql("UPDATE roles SET permissions = '{sso.write}' WHERE id = $1", [id]);
    const person = await makePerson();
    await expect(acceptInvitation(system, sessionOf(person), { token })).rejects.toMatchObject(VOID);
    expect(await roleOf(team, person.personId)).toBeNull();
  });
});

describe("what happens while somebody accepts", () => {
  /** Does something to the team while an acceptance that has looked at its invitation waits for the team. */
  async function acceptingWhile(teamId: string, token: string, change: string, values: unknown[]) {
    const session = sessionOf(await makePerson());
    let accepting: Promise<unknown> = Promise.resolve();
    await db.database.inSystem(async (tx) => {
      await lockTeam(tx, teamId);
      accepting = acceptInvitation(system, session, { token });
      accepting.catch(() => undefined);
      await vi.waitFor(async () => {
        const waiting = await db.sql(
          "SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database AND d.datname = current_database() WHERE locktype = 'advisory' AND NOT granted",
        );
        expect(waiting).toHaveLength(1);
      });
      await db.sql(change, values);
    });
    return accepting;
  }

  test.each([
    ["is replaced", "UPDATE invitations SET token_hash = sha256('another') WHERE team_id = $1"],
    ["is revoked", "UPDATE invitations SET revoked_at = now() WHERE team_id = $1"],
    ["loses its maker", "DELETE FROM memberships WHERE team_id = $1"],
    ["loses its maker's rights", "UPDATE memberships SET role = 'viewer' WHERE team_id = $1"],
  ])("an invitation that %s lets nobody in", async (_what, change) => {
    const { team, owner } = await makeTeamOf();
    const { token } = await inviteByLink(owner, { role: "admin" });
    await expect(acceptingWhile(team.teamId, token, change, [team.teamId])).rejects.toMatchObject(VOID);
    expect(await logOf(team)).toEqual(["invitation.create"]);
  });

  test("one who comes in through two links at once comes in once, and the other link stays good", async () => {
    const { team, owner } = await makeTeamOf();
    const links = [
      await inviteByLink(owner, { role: "viewer" }),
      await inviteByLink(owner, { role: "viewer" }),
    ];
    const session = sessionOf(await makePerson());
    const joined = await Promise.all(links.map(({ token }) => acceptInvitation(system, session, { token })));
    expect(joined.map(({ wasMember }) => wasMember).sort()).toEqual([false, true]);
    expect((await logOf(team)).filter((verb) => verb === "invitation.accept")).toHaveLength(1);
    expect((await listInvitations(owner)).map(({ state }) => state).sort()).toEqual(["accepted", "pending"]);
  });

  test("of two new people with one link one is made", async () => {
    const { owner } = await makeTeamOf();
    const { token } = await inviteByLink(owner, { role: "viewer" });
    const emails = [address(), address()];
    const made = await Promise.allSettled(
      emails.map((email) =>
        acceptAsNewPerson(
          { ...system, secrets },
          {
            token,
            email,
            name: "Grace",
            password: "a long way down the race",
            locale: "en",
            origin: NO_ORIGIN,
          },
        ),
      ),
    );
    expect(made.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await db.sql("SELECT 1 FROM persons WHERE email = ANY($1)", [emails])).toHaveLength(1);
  });

  test("seats that were taken away meanwhile let nobody in, and use nothing up", async () => {
    const { team, owner } = await makeTeamOf();
    const { token } = await inviteByLink(owner, { role: "viewer" });
    const operator = sessionOf(await makePerson(), { isOperator: true });
    await setSeats(system, operator, { teamId: team.teamId, seatsMax: 1 });
    const session = sessionOf(await makePerson());
    await expect(acceptInvitation(system, session, { token })).rejects.toMatchObject({
      code: "teams.no_seat",
    });
    await setSeats(system, operator, { teamId: team.teamId, seatsMax: 2 });
    expect(await acceptInvitation(system, session, { token })).toMatchObject({ wasMember: false });
  });
});

describe("nobody's mailbox is flooded", () => {
  test("an address gets five mails a day from a team, renewed or made anew", async () => {
    const { owner } = await makeTeamOf();
    const email = address();
    const invite = () => inviteByEmail(owner, { email, role: "viewer", locale: "en" });
    const { invitation } = await invite();
    await resendInvitation(owner, { id: invitation.id });
    await resendInvitation(owner, { id: invitation.id });
    await revokeInvitation(owner, { id: invitation.id });
    const again = await invite();
    await resendInvitation(owner, { id: again.invitation.id });
    await expect(resendInvitation(owner, { id: again.invitation.id })).rejects.toMatchObject(TOO_MANY);
    await revokeInvitation(owner, { id: again.invitation.id });
    await expect(invite()).rejects.toMatchObject(TOO_MANY);
    const listed = await inviteMany(owner, { text: email, role: "viewer", locale: "en" });
    expect(listed).toEqual([{ entry: email, outcome: "limit" }]);
    clock.advance(DAY_MS + 1);
    expect((await invite()).invitation.state).toBe("pending");
  });

  test("a link alone is no mail: it is renewed as often as one likes", async () => {
    const { owner } = await makeTeamOf();
    const { invitation } = await inviteByLink(owner, { role: "viewer" });
    for (let round = 0; round < 8; round++) await resendInvitation(owner, { id: invitation.id });
    expect(await db.sql("SELECT 1 FROM mails WHERE team_id = $1", [owner.actor.teamId])).toEqual([]);
  });
});

describe("invitations of a team", () => {
  test("are renewed and revoked by whoever may, which the log tells without the links", async () => {
    const { team, owner } = await makeTeamOf();
    const { invitation, token } = await inviteByEmail(owner, {
      email: address(),
      role: "viewer",
      locale: "en",
    });
    const renewed = await resendInvitation(owner, { id: invitation.id });
    await revokeInvitation(owner, { id: invitation.id });
    await revokeInvitation(owner, { id: invitation.id });
    expect(await logOf(team)).toEqual(["invitation.create", "invitation.resend", "invitation.revoke"]);
    const log = JSON.stringify(await db.sql("SELECT * FROM audit_entries WHERE team_id = $1", [team.teamId]));
    for (const secret of [token, renewed.token]) expect(log).not.toContain(secret.slice(3, 20));
    await expect(resendInvitation(owner, { id: invitation.id })).rejects.toMatchObject(VOID);
  });

  test.each(["developer", "billing", "viewer"])(
    "are nothing that a %s makes, renews or ends",
    async (role) => {
      const { team, owner, people } = await makeTeamOf(role);
      const { invitation } = await inviteByLink(owner, { role: "viewer" });
      const acting = people[0]?.ctx ?? owner;
      const refused = { kind: "forbidden", code: "teams.not_allowed" };
      const id = { id: invitation.id };
      await expect(inviteByLink(acting, { role: "viewer" })).rejects.toMatchObject(refused);
      await expect(
        inviteMany(acting, { text: address(), role: "viewer", locale: "en" }),
      ).rejects.toMatchObject(refused);
      await expect(resendInvitation(acting, id)).rejects.toMatchObject(refused);
      await expect(revokeInvitation(acting, id)).rejects.toMatchObject(refused);
      await expect(listInvitations(acting)).rejects.toMatchObject(refused);
      expect(await logOf(team)).toEqual(["invitation.create"]);
    },
  );

  test("are not another team's: those look like none", async () => {
    const [mine, theirs] = [await makeTeamOf(), await makeTeamOf()];
    const { invitation } = await inviteByLink(theirs.owner, { role: "viewer" });
    for (const id of [invitation.id, newId()]) {
      const missing = { kind: "not_found", code: "teams.no_such_invitation" };
      await expect(resendInvitation(mine.owner, { id })).rejects.toMatchObject(missing);
      await expect(revokeInvitation(mine.owner, { id })).rejects.toMatchObject(missing);
    }
    expect(await listInvitations(theirs.owner)).toMatchObject([{ state: "pending" }]);
  });

  test("that are open are all listed, however many are over since", async () => {
    const { team, owner } = await makeTeamOf();
    const { invitation } = await inviteByLink(owner, { role: "viewer" });
    await db.sql(
      `INSERT INTO invitations (team_id, id, role, token_hash, created_at, sent_at, expires_at, revoked_at)
       SELECT $1, gen_random_uuid(), 'viewer', sha256(n::text::bytea || $2), now(), now(), now(), now()
       FROM generate_series(1, 700) AS n`,
      [team.teamId, Buffer.from(team.teamId)],
    );
    const listed = await listInvitations(owner);
    expect(listed).toHaveLength(501);
    expect(listed.map(({ id }) => id)).toContain(invitation.id);
  });

  test("are not renewed for an address that the team no longer takes", async () => {
    const { owner } = await makeTeamOf();
    const { invitation } = await inviteByEmail(owner, { email: address(), role: "viewer", locale: "en" });
    await updateTeam(owner, { name: "Mill", emailDomains: ["elsewhere.test"] });
    await expect(resendInvitation(owner, { id: invitation.id })).rejects.toMatchObject({
      code: "teams.other_domain",
    });
  });
});
