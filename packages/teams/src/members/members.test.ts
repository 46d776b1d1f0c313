import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { actingIn, logOf, makeTeamOf, roleOf } from "../teams.fixture.ts";
import { changeRole } from "./change-role.ts";
import { leaveTeam } from "./leave-team.ts";
import { listMembers } from "./list-members.ts";
import { removeMember } from "./remove-member.ts";
import { transferOwnership } from "./transfer-ownership.ts";

const NO_MEMBER = { kind: "not_found", code: "teams.no_such_member" };

describe("listMembers", () => {
  test("everybody in the team is listed; who uses a second factor only for whoever may change members", async () => {
    const { owner, people } = await makeTeamOf("developer", "viewer");
    const members = await listMembers(owner);
    expect(members.map(({ role }) => role).sort()).toEqual(["developer", "owner", "viewer"]);
    expect(members.every(({ secondFactorOn }) => secondFactorOn === false)).toBe(true);
    const [, viewer] = people;
    const seen = viewer ? await listMembers(viewer.ctx) : [];
    expect(seen).toHaveLength(3);
    expect(seen.every(({ secondFactorOn }) => secondFactorOn === null)).toBe(true);
  });
});

describe("changeRole", () => {
  test("an admin makes a developer a viewer, which the log tells", async () => {
    const { team, people } = await makeTeamOf("admin", "developer");
    const [admin, developer] = people;
    if (!admin || !developer) throw new Error("two people were asked for");
    await changeRole(admin.ctx, { personId: developer.personId, role: "viewer" });
    expect(await roleOf(team, developer.personId)).toBe("viewer");
    expect(await logOf(team)).toEqual(["member.change_role"]);
  });

  test("what is no change is not recorded", async () => {
    const { team, owner, people } = await makeTeamOf("viewer");
    await changeRole(owner, { personId: people[0]?.personId ?? "", role: "viewer" });
    expect(await logOf(team)).toEqual([]);
  });

  test.each(["developer", "billing", "viewer"])("a %s may not", async (role) => {
    const { team, people } = await makeTeamOf(role, "viewer");
    const [one, other] = people;
    if (!one || !other) throw new Error("two people were asked for");
    await expect(changeRole(one.ctx, { personId: other.personId, role: "viewer" })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
    expect(await logOf(team)).toEqual([]);
  });

  test("an admin makes nobody an owner, themselves least of all, and takes it from none", async () => {
    const { team, owner, people } = await makeTeamOf("admin");
    const [admin] = people;
    if (!admin) throw new Error("one person was asked for");
    const beyond = { kind: "forbidden", code: "teams.role_beyond_you" };
    const ownerId = owner.actor.personId ?? "";
    await expect(changeRole(admin.ctx, { personId: admin.personId, role: "owner" })).rejects.toMatchObject(
      beyond,
    );
    await expect(changeRole(admin.ctx, { personId: ownerId, role: "viewer" })).rejects.toMatchObject(beyond);
    await expect(removeMember(admin.ctx, { personId: ownerId })).rejects.toMatchObject(beyond);
    expect(await roleOf(team, ownerId)).toBe("owner");
  });

  test("rights that were taken away since the call began are gone", async () => {
    const { team, people } = await makeTeamOf("viewer", "viewer");
    const [demoted, other] = people;
    if (!demoted || !other) throw new Error("two people were asked for");
    const stale = actingIn(team, demoted, "admin");
    await expect(changeRole(stale, { personId: other.personId, role: "admin" })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
  });

  test("somebody of another team, and nobody, are the same", async () => {
    const [{ owner }, theirs] = [await makeTeamOf(), await makeTeamOf("viewer")];
    for (const personId of [theirs.people[0]?.personId ?? "", newId()]) {
      await expect(changeRole(owner, { personId, role: "viewer" })).rejects.toMatchObject(NO_MEMBER);
      await expect(removeMember(owner, { personId })).rejects.toMatchObject(NO_MEMBER);
      await expect(transferOwnership(owner, { personId })).rejects.toMatchObject(NO_MEMBER);
    }
  });

  test.each(["root", "", "constructor", newId()])("%j is no role to give", async (role) => {
    const { owner, people } = await makeTeamOf("viewer");
    const personId = people[0]?.personId ?? "";
    await expect(changeRole(owner, { personId, role })).rejects.toMatchObject({
      code: expect.stringMatching(/^teams\.(member_invalid|no_such_role)$/),
    });
  });
});

describe("the last owner", () => {
  const lastOwner = { kind: "precondition", code: "teams.last_owner" };

  test("cannot leave, be removed or become anything else", async () => {
    const { team, owner } = await makeTeamOf("admin");
    const personId = owner.actor.personId ?? "";
    await expect(leaveTeam(owner)).rejects.toMatchObject(lastOwner);
    await expect(removeMember(owner, { personId })).rejects.toMatchObject(lastOwner);
    await expect(changeRole(owner, { personId, role: "admin" })).rejects.toMatchObject(lastOwner);
    expect(await roleOf(team, personId)).toBe("owner");
  });

  test("two owners that leave at once leave one behind", async () => {
    const { team, owner, people } = await makeTeamOf("owner");
    const second = people[0]?.ctx ?? owner;
    const left = await Promise.allSettled([leaveTeam(owner), leaveTeam(second)]);
    expect(left.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await logOf(team)).toEqual(["member.leave"]);
  });

  test("two owners that demote each other at once leave one owner", async () => {
    const { team, owner, people } = await makeTeamOf("owner");
    const [second] = people;
    if (!second) throw new Error("one person was asked for");
    const ownerId = owner.actor.personId ?? "";
    await Promise.allSettled([
      changeRole(owner, { personId: second.personId, role: "viewer" }),
      changeRole(second.ctx, { personId: ownerId, role: "viewer" }),
    ]);
    const roles = [await roleOf(team, ownerId), await roleOf(team, second.personId)];
    expect(roles.sort()).toEqual(["owner", "viewer"]);
  });
});

describe("removeMember and leaveTeam", () => {
  test("whoever is removed is out, and whoever leaves needs no right to", async () => {
    const { team, owner, people } = await makeTeamOf("developer", "viewer");
    const [developer, viewer] = people;
    if (!developer || !viewer) throw new Error("two people were asked for");
    await removeMember(owner, { personId: developer.personId });
    await leaveTeam(viewer.ctx);
    expect(await roleOf(team, developer.personId)).toBeNull();
    expect(await roleOf(team, viewer.personId)).toBeNull();
    expect(await logOf(team)).toEqual(["member.remove", "member.leave"]);
    await expect(leaveTeam(viewer.ctx)).rejects.toMatchObject(NO_MEMBER);
  });
});

describe("transferOwnership", () => {
  test("the other owns the team, the actor is an admin, and the log tells it once", async () => {
    const { team, owner, people } = await makeTeamOf("developer");
    const [heir] = people;
    if (!heir) throw new Error("one person was asked for");
    await transferOwnership(owner, { personId: heir.personId });
    expect(await roleOf(team, heir.personId)).toBe("owner");
    expect(await roleOf(team, owner.actor.personId ?? "")).toBe("admin");
    expect(await logOf(team)).toEqual(["team.transfer"]);
  });

  test("is for owners, and not to oneself", async () => {
    const { owner, people } = await makeTeamOf("admin", "viewer");
    const [admin, viewer] = people;
    if (!admin || !viewer) throw new Error("two people were asked for");
    await expect(transferOwnership(admin.ctx, { personId: viewer.personId })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
    await expect(transferOwnership(owner, { personId: owner.actor.personId ?? "" })).rejects.toMatchObject({
      code: "teams.owner_already",
    });
  });
});
