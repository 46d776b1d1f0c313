import { newId } from "@millrace/kernel";
import { testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { DAY_MS, privacyOf } from "../privacy.fixture.ts";
import { forgetInvitations } from "./forget-invitations.ts";

const db = await testDatabase();
const { clock, system, newTeam } = privacyOf(db);

test("invitations that led to nobody are removed 90 days after their end; those that were accepted stay", async () => {
  const { teamId } = await newTeam();
  const ago = (days: number) => new Date(clock.now().getTime() - days * DAY_MS);
  const invite = (dates: { expires: Date; revoked?: Date; accepted?: Date }) =>
    db.sql(
      `INSERT INTO invitations (team_id, id, email, role, token_hash, created_at, sent_at, expires_at, revoked_at, accepted_at)
       VALUES ($1, gen_random_uuid(), 'a@b.test', 'viewer', sha256($2::bytea), $3, $3, $3, $4, $5)`,
      [teamId, Buffer.from(newId()), dates.expires, dates.revoked ?? null, dates.accepted ?? null],
    );
  await invite({ expires: ago(91) });
  await invite({ expires: ago(-1), revoked: ago(91) });
  await invite({ expires: ago(89) });
  await invite({ expires: ago(-7) });
  await invite({ expires: ago(200), accepted: ago(201) });
  expect(await forgetInvitations(system)).toEqual([{ teamId, removed: 2 }]);
  expect(await db.sql("SELECT 1 FROM invitations WHERE team_id = $1", [teamId])).toHaveLength(3);
  expect(await forgetInvitations(system)).toEqual([]);
});
