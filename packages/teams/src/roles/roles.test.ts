import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { changeRole } from "../members/change-role.ts";
import { removeMember } from "../members/remove-member.ts";
import { actingIn, db, logOf, makeTeamOf, roleOf } from "../teams.fixture.ts";
import { assignableRoles } from "./assignable-roles.ts";
import { createRole } from "./create-role.ts";
import { deleteRole } from "./delete-role.ts";
import { listRoles } from "./list-roles.ts";
import { updateRole } from "./update-role.ts";

const READER = { name: "Reader of keys", permissions: ["keys.read" as const] };

describe("a team's own roles", () => {
  test("are made, listed, changed and deleted, which the log tells", async () => {
    const { team, owner } = await makeTeamOf();
    const { id } = await createRole(owner, { name: "Key master", permissions: ["keys.write"] });
    const made = (await listRoles(owner)).find((role) => role.id === id);
    // Whoever may change keys may see them, and whoever is in a team may know that it is there.
    expect(made).toMatchObject({ name: "Key master", isBuiltIn: false, membersCount: 0 });
    expect(made?.permissions.toSorted()).toEqual(["keys.read", "keys.write", "team.read"]);
    await updateRole(owner, { id, ...READER });
    await deleteRole(owner, { id });
    expect((await listRoles(owner)).map(({ isBuiltIn }) => isBuiltIn)).toEqual(Array(5).fill(true));
    expect(await logOf(team)).toEqual(["role.create", "role.update", "role.delete"]);
  });

  test("cannot hold what is for owners only", async () => {
    const { owner } = await makeTeamOf();
    for (const permission of ["team.delete", "owners.write"] as const) {
      await expect(createRole(owner, { name: "Usurper", permissions: [permission] })).rejects.toMatchObject({
        code: "teams.role_invalid",
      });
    }
  });

  test("hold no more than whoever makes or changes them, so that nobody rises by a role of their own", async () => {
    const { team, owner } = await makeTeamOf();
    const smith = { name: "Smith", permissions: ["roles.write" as const, "members.write" as const] };
    const { id } = await createRole(owner, smith);
    const { people } = await makeTeamOf("viewer");
    expect(people).toHaveLength(1);
    const personId = owner.actor.personId ?? "";
    const acting = actingIn(team, { personId, email: "smith@example.test" }, id, [
      "team.read",
      "roles.write",
      "members.read",
      "members.write",
    ]);
    const beyond = { code: "teams.role_beyond_you" };
    await expect(createRole(acting, { name: "More", permissions: ["billing.write"] })).rejects.toMatchObject(
      beyond,
    );
    await expect(
      updateRole(acting, { id, name: "Smith", permissions: [...smith.permissions, "keys.write"] }),
    ).rejects.toMatchObject(beyond);
    expect(assignableRoles(acting.actor, await listRoles(owner))).not.toContain("developer");
  });

  test("are of one name each, whatever its capitals, and at most twenty", async () => {
    const { owner } = await makeTeamOf();
    await createRole(owner, READER);
    await expect(createRole(owner, { ...READER, name: "reader OF keys" })).rejects.toMatchObject({
      code: "teams.role_name_taken",
    });
    for (let made = 1; made < 20; made++) await createRole(owner, { ...READER, name: `Role ${made}` });
    await expect(createRole(owner, { ...READER, name: "One more" })).rejects.toMatchObject({
      code: "teams.roles_full",
    });
  });

  test("are not called like what every team has, and a name's signs mean nothing", async () => {
    const { owner } = await makeTeamOf();
    for (const name of ["Owner", " admin", "ＯＷＮＥＲ"])
      await expect(createRole(owner, { ...READER, name })).rejects.toMatchObject({
        code: "teams.role_name_taken",
      });
    for (const name of ["Role 1", "Role_1", "%", "_"]) await createRole(owner, { ...READER, name });
    const { id } = await createRole(owner, READER);
    await expect(updateRole(owner, { ...READER, id, name: "ROLE  1" })).rejects.toMatchObject({
      code: "teams.role_name_taken",
    });
    await updateRole(owner, { ...READER, id, name: "READER of keys" });
  });

  test("that are gone leave nobody stuck with them", async () => {
    const { team, owner, people } = await makeTeamOf("viewer", "viewer");
    const [one, other] = people;
    if (!one || !other) throw new Error("two people were asked for");
    await db.sql("UPDATE memberships SET role = $2 WHERE team_id = $1 AND role = 'viewer'", [
      team.teamId,
      newId(),
    ]);
    await changeRole(owner, { personId: one.personId, role: "viewer" });
    await removeMember(owner, { personId: other.personId });
    expect(await roleOf(team, one.personId)).toBe("viewer");
    expect(await roleOf(team, other.personId)).toBeNull();
  });

  test("that somebody has stay", async () => {
    const { owner, people } = await makeTeamOf("viewer");
    const { id } = await createRole(owner, READER);
    await changeRole(owner, { personId: people[0]?.personId ?? "", role: id });
    await expect(deleteRole(owner, { id })).rejects.toMatchObject({
      kind: "precondition",
      code: "teams.role_in_use",
      message: expect.stringContaining("1 of the team"),
    });
  });

  test("are not another team's, and need the right to write roles", async () => {
    const [mine, theirs] = [await makeTeamOf("developer"), await makeTeamOf()];
    const { id } = await createRole(theirs.owner, READER);
    for (const foreign of [id, newId()]) {
      const missing = { kind: "not_found", code: "teams.no_such_role" };
      await expect(updateRole(mine.owner, { id: foreign, ...READER })).rejects.toMatchObject(missing);
      await expect(deleteRole(mine.owner, { id: foreign })).rejects.toMatchObject(missing);
    }
    const developer = mine.people[0]?.ctx ?? mine.owner;
    await expect(createRole(developer, READER)).rejects.toMatchObject({ code: "teams.not_allowed" });
    expect(await logOf(mine.team)).toEqual([]);
  });
});
