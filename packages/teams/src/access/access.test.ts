import { newId } from "@millrace/kernel";
import { describe, expect, test } from "vitest";
import { changeRole } from "../members/change-role.ts";
import { createRole } from "../roles/create-role.ts";
import { actingIn, db, makeTeamOf } from "../teams.fixture.ts";
import { explainAccess } from "./explain-access.ts";

describe("explainAccess", () => {
  test("tells the role that allows or denies", async () => {
    const { owner, people } = await makeTeamOf("developer");
    const personId = people[0]?.personId ?? "";
    const of = (permission: "keys.write" | "billing.read") => explainAccess(owner, { personId, permission });
    expect(await of("keys.write")).toEqual({
      allowed: true,
      rule: "role",
      role: "developer",
      roleName: null,
    });
    expect(await of("billing.read")).toMatchObject({ allowed: false, rule: "role" });
    const { id } = await createRole(owner, { name: "Payer", permissions: ["billing.read"] });
    await changeRole(owner, { personId, role: id });
    expect(await of("billing.read")).toEqual({
      allowed: true,
      rule: "custom_role",
      role: id,
      roleName: "Payer",
    });
  });

  test("answers alike for somebody of another team and for nobody", async () => {
    const [mine, theirs] = [await makeTeamOf(), await makeTeamOf("admin")];
    for (const personId of [theirs.people[0]?.personId ?? "", theirs.team.personId, newId()])
      expect(await explainAccess(mine.owner, { personId, permission: "keys.read" })).toEqual({
        allowed: false,
        rule: "not_a_member",
      });
  });

  test("tells that the team's single sign-on stands before it", async () => {
    const { team, owner, people } = await makeTeamOf("admin");
    await db.sql(
      `INSERT INTO sso_connections (team_id, issuer, client_id, sealed_client_secret, default_role, email_domains, required_since, created_at, updated_at)
       VALUES ($1, 'https://id.example.test', 'mill', '', 'viewer', '{example.test}', now(), now(), now())`,
      [team.teamId],
    );
    const of = (personId: string) => explainAccess(owner, { personId, permission: "keys.read" });
    expect(await of(people[0]?.personId ?? "")).toEqual({ allowed: true, rule: "sso_required" });
    expect(await of(team.personId)).toMatchObject({ allowed: true, rule: "role" });
  });

  test("is for whoever may see members, and of permissions that there are", async () => {
    const { team, owner } = await makeTeamOf();
    const blind = actingIn(team, team, newId(), ["team.read"]);
    const asked = { personId: team.personId, permission: "keys.read" as const };
    await expect(explainAccess(blind, asked)).rejects.toMatchObject({ code: "teams.not_allowed" });
    await expect(explainAccess(owner, { ...asked, permission: "root" as never })).rejects.toMatchObject({
      code: "teams.access_invalid",
      param: "permission",
    });
  });
});
