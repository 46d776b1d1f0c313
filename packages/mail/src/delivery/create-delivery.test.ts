import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { systemClock } from "@millrace/kernel";
import { createSecrets, openKeyRing } from "@millrace/secrets";
import { type FakeClock, fakeClock, makeTeam, testDatabase } from "@millrace/testing";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { Letter } from "../letter.ts";
import { postMail } from "../post-mail.ts";
import { sweepMails } from "../sweep-mails.ts";
import { CONSOLE_URL, FROM, TEST_KEY } from "../testing/settings.fixture.ts";
import { refusal, startSmtp } from "../testing/smtp.fixture.ts";
import { createDelivery, type Delivery } from "./create-delivery.ts";
import { smtpMailer } from "./smtp-mailer.ts";

const db = await testDatabase();
const keys = openKeyRing({ kind: "given", keys: [TEST_KEY] });
const DAY_MS = 86_400_000;

let clock: FakeClock;
beforeEach(async () => {
  clock = fakeClock(systemClock.now());
  await db.sql("DELETE FROM mails");
});

const secrets = () => createSecrets({ keys, clock });

function delivery(smtpUrl: string): Delivery {
  const mailer = smtpMailer({ smtpUrl, from: FROM, consoleUrl: CONSOLE_URL });
  return createDelivery({
    database: db.database,
    clock,
    secrets: secrets(),
    mailer,
    consoleUrl: CONSOLE_URL,
  });
}

async function smtp(behaviour: Parameters<typeof startSmtp>[0] = {}) {
  const server = await startSmtp(behaviour);
  onTestFinished(() => server.close());
  return server;
}

async function post(recipient = "bob@example.test", letter: Partial<Letter> = {}): Promise<void> {
  await db.database.inSystem((tx) =>
    postMail(tx, { clock, secrets: secrets() }, {
      template: "sign_in",
      values: { path: "/sign-in/link#ml_canary" },
      teamId: null,
      recipient,
      locale: "en",
      expiresAt: new Date(clock.now().getTime() + 7 * DAY_MS),
      ...letter,
    } as Letter),
  );
}

const rows = () =>
  db.sql("SELECT attempts, sent_at, failed_at, last_error, sealed_values FROM mails ORDER BY id");

test("a mail is delivered once, whole, and emptied", async () => {
  const server = await smtp();
  await post();
  const deliverer = delivery(server.url);
  expect(await deliverer.round()).toEqual({ sent: 1, failed: 0, givenUp: 0, unreachable: null });
  clock.advance(DAY_MS);
  expect(await deliverer.round()).toMatchObject({ sent: 0 });
  expect(await rows()).toMatchObject([{ attempts: 1, failed_at: null, sealed_values: null }]);
  expect(server.received).toHaveLength(1);
  const [{ from, to, mail }] = server.received as [(typeof server.received)[number]];
  expect([from, to]).toEqual(["mill@example.test", ["bob@example.test"]]);
  expect(mail).toMatchObject({ subject: "Your link to sign in", from: { name: "Millrace" } });
  expect(mail.text).toContain(`${CONSOLE_URL}/sign-in/link#ml_canary`);
  expect(mail.html).toContain(`href="${CONSOLE_URL}/sign-in/link#ml_canary"`);
  expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@mill\.example\.test>$/);
  const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
  expect(headers).toMatchObject({ "auto-submitted": "auto-generated", "content-language": "en" });
});

test("a mail in Chinese arrives as it was written, also its subject", async () => {
  const server = await smtp();
  const { teamId } = await makeTeam(db);
  await post("bob@example.test", {
    teamId,
    locale: "zh-CN",
    template: "invitation",
    values: {
      team: "磨坊",
      inviter: "艾达\r\nBcc: eve@example.test",
      role: "viewer",
      path: "/invitation#mi_x",
    },
  });
  await delivery(server.url).round();
  expect(server.received[0]).toMatchObject({
    to: ["bob@example.test"],
    mail: { subject: "艾达 Bcc: eve@example․test 邀请您加入 磨坊" },
  });
  expect(server.received[0]?.mail.bcc).toBeUndefined();
  expect(server.received[0]?.mail.text).toContain("查看邀请");
});

test("several deliverers at once send each mail once", async () => {
  const server = await smtp();
  for (let number = 0; number < 12; number++) await post(`p${number}@example.test`);
  const rounds = await Promise.all([1, 2, 3].map(() => delivery(server.url).round()));
  expect(rounds.reduce((sum, { sent }) => sum + sent, 0)).toBe(12);
  expect(new Set(server.received.flatMap(({ to }) => to)).size).toBe(12);
  expect(server.received).toHaveLength(12);
});

test("a round sends ten mails and leaves the rest to the next", async () => {
  const server = await smtp();
  for (let number = 0; number < 12; number++) await post(`p${number}@example.test`);
  const deliverer = delivery(server.url);
  expect((await deliverer.round()).sent).toBe(10);
  expect((await deliverer.round()).sent).toBe(2);
});

test("a round that is told to leave ends with the mail under way", async () => {
  const leaving = new AbortController();
  const server = await smtp({ beforeData: async () => leaving.abort() });
  for (let number = 0; number < 3; number++) await post(`p${number}@example.test`);
  expect(await delivery(server.url).round(leaving.signal)).toMatchObject({ sent: 1 });
  expect(server.received).toHaveLength(1);
});

test("while the server is away no mail loses an attempt; once it is back each arrives", async () => {
  const gone = await startSmtp();
  await gone.close();
  await post();
  const deliverer = delivery(gone.url);
  for (let hour = 0; hour < 24; hour++) {
    expect(await deliverer.round()).toMatchObject({
      sent: 0,
      unreachable: expect.stringContaining("ESOCKET"),
    });
    clock.advance(3_600_000);
  }
  expect(await rows()).toMatchObject([{ attempts: 0, sent_at: null, failed_at: null }]);
  const server = await smtp({ port: gone.port });
  expect(await deliverer.round()).toMatchObject({ sent: 1, unreachable: null });
  expect(server.received).toHaveLength(1);
});

test("a server that is away is tried ever more seldom, at least every five minutes", async () => {
  const gone = await startSmtp();
  await gone.close();
  await post();
  let checks = 0;
  const mailer = {
    check: async () => {
      checks += 1;
      return { kind: "unreachable", reason: "away" } as const;
    },
    send: async () => null,
  };
  const deliverer = createDelivery({
    database: db.database,
    clock,
    secrets: secrets(),
    mailer,
    consoleUrl: CONSOLE_URL,
  });
  for (let second = 0; second < 1_800; second++) {
    await deliverer.round();
    clock.advance(1_000);
  }
  expect(checks).toBeGreaterThan(8);
  expect(checks).toBeLessThan(16);
});

test("a password that the server does not take costs no mail an attempt", async () => {
  const server = await smtp({
    onAuth: (_auth, _session, callback) => callback(refusal(535, "no")),
  });
  await post();
  const url = server.url.replace("smtp://", "smtp://ada:hunter2-canary@");
  const { unreachable } = await delivery(url).round();
  expect(unreachable).toContain("EAUTH");
  expect(unreachable).not.toContain("canary");
  expect(await rows()).toMatchObject([{ attempts: 0 }]);
});

test("a recipient that the server refuses for good is given up at once, and holds nobody up", async () => {
  const server = await smtp({
    onRcptTo: ({ address }, _session, callback) =>
      callback(address.startsWith("nobody@") ? refusal(550, "no such user") : undefined),
  });
  await post("nobody@example.test");
  await post("bob@example.test");
  expect(await delivery(server.url).round()).toMatchObject({ sent: 1, givenUp: 1 });
  expect(await rows()).toMatchObject([
    {
      attempts: 1,
      failed_at: expect.any(Date),
      last_error: expect.stringContaining("550"),
      sealed_values: null,
    },
    { sent_at: expect.any(Date) },
  ]);
});

test("a server that is busy is asked again, later each time, ten times in all", async () => {
  const server = await smtp({ beforeData: () => Promise.reject(refusal(451, "try again")) });
  await post();
  const deliverer = delivery(server.url);
  const waits: number[] = [];
  for (let attempt = 1; attempt <= 10; attempt++) {
    expect(await deliverer.round()).toMatchObject({
      failed: attempt < 10 ? 1 : 0,
      givenUp: attempt < 10 ? 0 : 1,
    });
    expect(await deliverer.round()).toMatchObject({ failed: 0, givenUp: 0 });
    const [row] = await db.sql("SELECT next_attempt_at FROM mails");
    const wait = Number(row?.next_attempt_at) - clock.now().getTime();
    waits.push(wait);
    clock.advance(wait);
  }
  expect(waits[0]).toBe(30_000);
  expect(waits[8]).toBeGreaterThan(3_600_000);
  expect(await rows()).toMatchObject([
    {
      attempts: 10,
      failed_at: expect.any(Date),
      last_error: expect.stringContaining("451"),
      sealed_values: null,
    },
  ]);
  expect(await deliverer.round()).toMatchObject({ failed: 0, givenUp: 0 });
});

test("a mail past its use is not sent, and is emptied", async () => {
  const server = await smtp();
  await post("bob@example.test", { expiresAt: new Date(clock.now().getTime() + 1_000) });
  clock.advance(1_000);
  expect(await delivery(server.url).round()).toMatchObject({ sent: 0 });
  expect(await sweepMails({ database: db.database, clock })).toEqual({ expired: 1, removed: 0 });
  expect(await rows()).toMatchObject([{ sent_at: null, last_error: "expired", sealed_values: null }]);
  expect(server.received).toEqual([]);
});

test("old mails are removed", async () => {
  await post();
  clock.advance(31 * DAY_MS);
  await post("new@example.test");
  expect(await sweepMails({ database: db.database, clock })).toMatchObject({ removed: 1 });
  expect(await rows()).toHaveLength(1);
});

test("nobody is buried in mail that others can ask for, while other mail reaches them", async () => {
  const server = await smtp();
  for (let number = 0; number < 15; number++) await post("victim@example.test");
  await post("victim@example.test", {
    template: "password_changed",
    values: { at: clock.now().toISOString(), path: "/account" },
  });
  const deliverer = delivery(server.url);
  for (let round = 0; round < 4; round++) await deliverer.round();
  const subjects = server.received.map(({ mail }) => mail.subject);
  expect(subjects.filter((subject) => subject === "Your link to sign in")).toHaveLength(10);
  expect(subjects.filter((subject) => subject === "Your password was changed")).toHaveLength(1);
  clock.advance(3_600_001);
  await deliverer.round();
  expect(server.received).toHaveLength(16);
});

test("a mail of a team whose keys are gone is given up, and holds nobody up", async () => {
  const server = await smtp();
  const { teamId } = await makeTeam(db);
  await post("gone@example.test", { teamId });
  await db.sql("DELETE FROM data_keys WHERE team_id = $1", [teamId]);
  await post("bob@example.test");
  expect(await delivery(server.url).round()).toMatchObject({ sent: 1, givenUp: 1 });
});

test("without the installation's key no mail is given up", async () => {
  const server = await smtp();
  await post();
  const wrong = createSecrets({
    keys: openKeyRing({ kind: "given", keys: ["another-key-of-at-least-32-characters"] }),
    clock,
  });
  const mailer = smtpMailer({ smtpUrl: server.url, from: FROM, consoleUrl: CONSOLE_URL });
  const deliverer = createDelivery({
    database: db.database,
    clock,
    secrets: wrong,
    mailer,
    consoleUrl: CONSOLE_URL,
  });
  await expect(deliverer.round()).rejects.toMatchObject({ code: "secrets.key_missing" });
  expect(await rows()).toMatchObject([{ sent_at: null, failed_at: null }]);
});

test("a deliverer that is killed in the middle leaves its mail to the next, not before its time, with the same id", async () => {
  const { promise: reading, resolve: isReading } = Promise.withResolvers<void>();
  const { promise: killed, resolve: isKilled } = Promise.withResolvers<void>();
  const slow = await smtp({
    beforeData: () => {
      isReading();
      return killed;
    },
  });
  await post();
  const child = fork(
    join(import.meta.dirname, "../testing/deliver.fixture.ts"),
    [db.appUrl, db.systemUrl, slow.url],
    { stdio: "inherit" },
  );
  await reading;
  child.kill("SIGKILL");
  await once(child, "exit");
  isKilled();
  const server = await smtp();
  const next = delivery(server.url);
  expect(await next.round()).toMatchObject({ sent: 0 });
  clock.advance(5 * 60_000);
  expect(await next.round()).toMatchObject({ sent: 1 });
  expect(await rows()).toMatchObject([{ attempts: 2, sent_at: expect.any(Date) }]);
  await expect.poll(() => slow.received.length).toBe(1);
  expect(server.received[0]?.mail.messageId).toBe(slow.received[0]?.mail.messageId);
});
