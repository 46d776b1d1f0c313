import { newId } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, test } from "vitest";
import type { Letter } from "../letter.ts";
import { postMail } from "../post-mail.ts";
import { CONSOLE_URL, TEST_KEY } from "../testing/settings.fixture.ts";
import { listOutbox } from "./list-outbox.ts";

const db = await testDatabase();
const clock = fakeClock();
const secrets = createSecrets({ keys: openKeyRing({ kind: "given", keys: [TEST_KEY] }), clock });
const ctx = { database: db.database, clock, secrets, consoleUrl: CONSOLE_URL, sendsMail: false };
const HOUR_MS = 3_600_000;

beforeEach(() => db.sql("DELETE FROM mails"));

async function post(recipient: string, teamId: string | null = null): Promise<void> {
  const letter: Letter = {
    template: "sign_in",
    values: { path: "/sign-in/link#ml_x" },
    teamId,
    recipient,
    locale: "zh-CN",
    expiresAt: new Date(clock.now().getTime() + HOUR_MS),
  };
  await db.database.inSystem((tx) => postMail(tx, { clock, secrets }, letter));
}

const FIRST = { after: null };

test("where no mail is sent, operators see what would have been, with its link, newest first", async () => {
  const { teamId } = await makeTeam(db);
  await post("one@example.test");
  await post("two@example.test", teamId);
  const { mails, next } = await listOutbox(ctx, FIRST);
  expect(next).toBeNull();
  expect(mails.map(({ recipient }) => recipient)).toEqual(["two@example.test", "one@example.test"]);
  expect(mails[0]).toMatchObject({
    teamId,
    template: "sign_in",
    state: "waiting",
    preview: { subject: "您的登录链接", link: `${CONSOLE_URL}/sign-in/link#ml_x` },
  });
  expect(JSON.stringify(mails)).not.toContain("sealed");
});

test("where mail is sent, its words and links are for its reader alone", async () => {
  await post("one@example.test");
  const { mails } = await listOutbox({ ...ctx, sendsMail: true }, FIRST);
  expect(mails).toMatchObject([{ recipient: "one@example.test", state: "waiting", preview: null }]);
});

test("what nobody has any use for is shown without its words, also before it is swept", async () => {
  await post("one@example.test");
  const later = fakeClock(new Date(clock.now().getTime() + HOUR_MS));
  const { mails } = await listOutbox({ ...ctx, clock: later }, FIRST);
  expect(mails).toMatchObject([{ state: "expired", preview: null }]);
});

test("the mail of a team whose keys are gone is listed without its words", async () => {
  const { teamId } = await makeTeam(db);
  const fresh = createSecrets({ keys: openKeyRing({ kind: "given", keys: [TEST_KEY] }), clock });
  await post("one@example.test", teamId);
  await db.sql("DELETE FROM data_keys WHERE team_id = $1", [teamId]);
  const { mails } = await listOutbox({ ...ctx, secrets: fresh }, FIRST);
  expect(mails).toMatchObject([{ recipient: "one@example.test", preview: null }]);
});

test("pages follow each other without a gap, a hundred mails each", async () => {
  for (let number = 0; number < 105; number++) await post(`p${number}@example.test`);
  const first = await listOutbox(ctx, FIRST);
  const second = await listOutbox(ctx, { after: first.next });
  expect([first.mails.length, second.mails.length, second.next]).toEqual([100, 5, null]);
  const recipients = [...first.mails, ...second.mails].map(({ recipient }) => recipient);
  expect(new Set(recipients).size).toBe(105);
  expect((await listOutbox(ctx, { after: newId() })).mails).toHaveLength(100);
  await expect(listOutbox(ctx, { after: "' OR 1=1" })).rejects.toMatchObject({ code: "mail.after" });
});
