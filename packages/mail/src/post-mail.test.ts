import { newId } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import type { Letter } from "./letter.ts";
import { postMail } from "./post-mail.ts";

const db = await testDatabase();
const clock = fakeClock();
const keys = openKeyRing({ kind: "given", keys: ["only-for-tests-and-32-characters-long"] });
const secrets = createSecrets({ keys, clock });
const ctx = { clock, secrets };

function invitation(teamId: string | null, recipient = `${newId()}@example.test`): Letter {
  return {
    template: "invitation",
    values: { team: "Mill", inviter: "Ada", role: "viewer", path: "/invitation#mi_canary" },
    teamId,
    recipient,
    locale: "en",
    expiresAt: new Date(clock.now().getTime() + 7 * 86_400_000),
  };
}

const rowOf = async ({ recipient }: Letter) =>
  (await db.sql("SELECT * FROM mails WHERE recipient = $1", [recipient]))[0];

test("a team posts a mail; its link does not lie readable in the database", async () => {
  const { teamId } = await makeTeam(db);
  const letter = invitation(teamId);
  await db.database.inTeam(teamId, (tx) => postMail(tx, ctx, letter));
  const row = await rowOf(letter);
  expect(row).toMatchObject({
    team_id: teamId,
    template: "invitation",
    locale: "en",
    attempts: 0,
    sent_at: null,
  });
  expect(String(row?.sealed_values)).not.toContain("canary");
});

test("mail about a person is posted by the system, and not by a team", async () => {
  const { teamId } = await makeTeam(db);
  const letter = invitation(null);
  await db.database.inSystem((tx) => postMail(tx, ctx, letter));
  expect(await rowOf(letter)).toMatchObject({ team_id: null });
  await expect(db.database.inTeam(teamId, (tx) => postMail(tx, ctx, invitation(null)))).rejects.toThrow(
    /row-level security/,
  );
});

test("a mail of a change that is undone is never sent", async () => {
  const { teamId } = await makeTeam(db);
  const letter = invitation(teamId);
  const undone = db.database.inTeam(teamId, async (tx) => {
    await postMail(tx, ctx, letter);
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
  expect(await rowOf(letter)).toBeUndefined();
});

test("what is no single address is refused", async () => {
  const { teamId } = await makeTeam(db);
  for (const recipient of [
    "",
    "ada",
    "a@b@c",
    "a@b, c@d",
    "a@b\r\nBcc: c@d",
    "Ada <a@b>",
    "a@b\u202e",
    `a@${"b".repeat(260)}`,
  ]) {
    const attempt = db.database.inTeam(teamId, (tx) => postMail(tx, ctx, invitation(teamId, recipient)));
    await expect(attempt, recipient).rejects.toMatchObject({ kind: "invalid", code: "mail.recipient" });
  }
});
