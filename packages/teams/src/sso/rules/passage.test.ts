import { expect, test } from "vitest";
import { passageOf } from "./passage.ts";

const since = new Date(0);

test.each([
  ["any session", "viewer", null, null, null, "open"],
  ["a session of the team's provider", "viewer", null, "t-1", null, "open"],
  ["a session of another team's provider", "owner", null, "t-2", since, "closed"],
  ["required: a session of the team's provider", "viewer", since, "t-1", null, "open"],
  ["required: a session of another team's provider", "owner", since, "t-2", since, "closed"],
  ["required: a member with a password", "admin", since, null, null, "sso_required"],
  ["required: a member with a second factor", "admin", since, null, since, "sso_required"],
  ["required: an owner with a password", "owner", since, null, null, "sso_required"],
  ["required: an owner with a second factor", "owner", since, null, since, "break_glass"],
] as const)("%s", (_what, role, ssoRequiredSince, ssoTeamId, secondFactorAt, passage) => {
  const door = { teamId: "t-1", role, ssoRequiredSince };
  expect(passageOf(door, { ssoTeamId, secondFactorAt })).toBe(passage);
});
