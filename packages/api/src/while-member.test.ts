import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { callByMember } from "./api-context.fixture.ts";
import { whileMember } from "./while-member.ts";

const db = await testDatabase();

/** A member who takes a long answer piece by piece, and whether whoever makes it was told to stop. */
async function readSlowly() {
  const clock = fakeClock();
  const team = await makeTeam(db, clock);
  const { member } = callByMember(team.as("owner"));
  if (!member) throw new Error("a member was asked for");
  await db.sql(
    `INSERT INTO sessions (id, person_id, token_hash, method, proved_at, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, '', 'password', now(), now(), now(), 'infinity')`,
    [member.session.id, team.personId],
  );
  const reader = { ...member, team: { ...member.team, handle: team.handle } };
  const made = { count: 0, stopped: false };
  const answer = new ReadableStream<number>(
    {
      pull: (controller) => controller.enqueue(made.count++),
      cancel: () => {
        made.stopped = true;
      },
    },
    { highWaterMark: 0 },
  );
  const pieces = answer.pipeThrough(whileMember({ database: db.database, clock }, reader)).getReader();
  return { ...team, clock, made, pieces };
}

test("a long answer goes on for a member, however long they take", async () => {
  const { clock, pieces } = await readSlowly();
  for (let piece = 0; piece < 5; piece++) {
    expect(await pieces.read()).toEqual({ done: false, value: piece });
    clock.advance(3_600_000);
  }
  await pieces.cancel();
});

test.each(["memberships", "sessions"])(
  "a long answer ends within two seconds for whoever is no longer in %s",
  async (table) => {
    const { personId, clock, made, pieces } = await readSlowly();
    await pieces.read();
    await db.sql(`DELETE FROM ${table} WHERE person_id = $1`, [personId]);
    clock.advance(1_000);
    // One piece may have been let through before.
    const rest = (async () => {
      for (let piece = 0; piece < 2; piece++) await pieces.read();
    })();
    await expect(rest).rejects.toMatchObject({ kind: "not_found", code: "api.not_found" });
    expect(made.stopped).toBe(true);
  },
);
