import { expect, test } from "vitest";
import { linkIdentity } from "../identities/identities.ts";
import { changePassword } from "../passwords/change-password.ts";
import { PASSWORD, peopleFixture } from "../people.fixture.ts";
import { listActivity } from "./list-activity.ts";
import { updateProfile } from "./update-profile.ts";

const { ctx, clock, db, member, signIn, joinTeam } = await peopleFixture();
const DAY_MS = 24 * 60 * 60_000;

const rename = (session: Parameters<typeof updateProfile>[1], name: string) =>
  updateProfile(ctx, session, { name, locale: "en" });

test("each act is told once, whatever the number of teams, newest first", async () => {
  const { personId, session } = await member();
  for (let teams = 0; teams < 3; teams++) await joinTeam(personId);
  await rename(session, "Grace Hopper");
  clock.advance(1000);
  await linkIdentity(ctx, session, { provider: "github", subject: personId, label: "grace" });
  clock.advance(1000);
  await changePassword(ctx, session, { current: PASSWORD, next: "a wheel under the water" });
  clock.advance(1000);
  await signIn(personId);

  const activity = await listActivity(ctx, session);
  expect(activity.map(({ verb }) => verb)).toEqual([
    "session.new_device",
    "person.change_password",
    "person.link_identity",
    "person.rename",
  ]);
  expect(activity.at(-1)).toMatchObject({ before: { name: "Grace" }, after: { name: "Grace Hopper" } });
});

test("nobody is told what others did, nor of a team that they are in no more", async () => {
  const [ada, grace] = [await member(), await member()];
  const teamId = await joinTeam(ada.personId);
  await db.sql("INSERT INTO memberships (team_id, person_id, role) VALUES ($1, $2, 'owner')", [
    teamId,
    grace.personId,
  ]);
  await rename(ada.session, "Ada Lovelace");
  expect(await listActivity(ctx, grace.session)).toEqual([]);
  expect(await listActivity(ctx, ada.session)).toHaveLength(1);
  await db.sql("DELETE FROM memberships WHERE person_id = $1", [ada.personId]);
  expect(await listActivity(ctx, ada.session)).toEqual([]);
});

test("what is older than 90 days is left out", async () => {
  const { personId, session } = await member();
  await joinTeam(personId);
  await rename(session, "Grace Hopper");
  clock.advance(90 * DAY_MS);
  expect(await listActivity(ctx, session)).toHaveLength(1);
  clock.advance(1);
  expect(await listActivity(ctx, session)).toEqual([]);
});

test("a session that a team's own provider opened sees none of it", async () => {
  const { personId, session } = await member();
  const ssoTeamId = await joinTeam(personId);
  await expect(listActivity(ctx, { ...session, ssoTeamId })).rejects.toMatchObject({
    kind: "forbidden",
    code: "people.confined_session",
  });
});
