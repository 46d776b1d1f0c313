import { mortalDatabase } from "@millrace/testing";
import Stripe from "stripe";
import { expect, test } from "vitest";
import { API_VERSION } from "../stripe/stripe-client.ts";
import { buyCredit, makeCustomer, makeInbound, SECRET, START, stateOf } from "./inbound.fixture.ts";
import { receiveEvent } from "./receive-event.ts";

const db = await mortalDatabase();
const OTHER = "whsec_of_an_older_time_or_of_nobody";
const seconds = Math.floor(START.getTime() / 1000);
let events = 0;

const EVENT = {
  ...{ object: "event", api_version: API_VERSION, created: seconds, livemode: false },
  ...{ type: "invoice.paid", data: { object: { id: "in_1" } } },
};

function eventOf(changes: object = {}) {
  events += 1;
  return JSON.stringify({ id: `evt_of_this_file_${events}`, ...EVENT, ...changes });
}

type Sent = { rawBody?: string; secret?: string; at?: number; secrets?: string[]; signature?: string | null };

function send({ rawBody = eventOf(), secret = SECRET, at = seconds, secrets = [SECRET], ...sent }: Sent) {
  const made = Stripe.webhooks.generateTestHeaderString({ payload: rawBody, secret, timestamp: at });
  const { signature = made } = sent;
  const clock = { now: () => START, monotonicMs: () => 0 };
  return receiveEvent({ database: db.database, clock }, { rawBody, signature, secrets, livemode: false });
}

const stored = async () => Number((await db.sql("SELECT count(*) AS count FROM payment_events"))[0]?.count);

test.each([
  ["signed with another secret", { secret: OTHER }],
  ["without a signature", { signature: null }],
  ["with an empty signature", { signature: "" }],
  ["with a signature of nothing", { signature: `t=${seconds},v1=` }],
  ["of another time than it was signed at", { signature: `t=${seconds},v0=abc` }],
  ["signed too long ago", { at: seconds - 301 }],
  ["signed in the future", { at: seconds + 301 }],
  ["where no secret is set", { secrets: [] }],
  ["where the secret is empty", { secret: "x", secrets: [""] }],
  ["where the secret is blank", { secret: "x", secrets: ["                    "] }],
  ["that is no event", { rawBody: JSON.stringify({ id: "evt_1" }) }],
  ["that is no JSON", { rawBody: "{" }],
  ["that is empty", { rawBody: " " }],
])("a delivery %s is forged, and nothing is kept of it", async (_, sent) => {
  const before = await stored();
  await expect(send(sent)).rejects.toMatchObject({ kind: "invalid", code: "payments.forged" });
  expect(await stored()).toBe(before);
});

test("a body that was changed on the way is forged", async () => {
  const rawBody = eventOf();
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: rawBody,
    secret: SECRET,
    timestamp: seconds,
  });
  const changed = rawBody.replace("in_1", "in_2");
  await expect(send({ rawBody: changed, signature })).rejects.toMatchObject({ code: "payments.forged" });
});

test.each([
  ["of a live account in a test installation", { livemode: true }, "payments.other_mode"],
  ["of a connected account", { account: "acct_1" }, "payments.other_account"],
  ["in another version of the API", { api_version: "2020-08-27" }, "payments.other_api_version"],
])("a genuine delivery %s is refused", async (_, changes, code) => {
  await expect(send({ rawBody: eventOf(changes) })).rejects.toMatchObject({ kind: "invalid", code });
});

test("while a secret is replaced both count", async () => {
  expect(await send({ secret: OTHER, secrets: [SECRET, OTHER] })).toMatchObject({ outcome: "stored" });
  expect(await send({ secret: SECRET, secrets: [SECRET, OTHER] })).toMatchObject({ outcome: "stored" });
});

test("what is delivered again is known, at once or later; what nothing depends on is not kept", async () => {
  const rawBody = eventOf();
  const outcomes = await Promise.all([1, 2, 3].map(() => send({ rawBody })));
  expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["known", "known", "stored"]);
  const before = await stored();
  expect(await send({ rawBody: eventOf({ type: "radar.early_fraud_warning.created" }) })).toMatchObject({
    outcome: "ignored",
  });
  expect(await stored()).toBe(before);
});

test("while the database is away the provider keeps what it tells, and tells it again", async () => {
  const inbound = await makeInbound(db, { seed: 900 });
  const team = await makeCustomer(inbound);
  const session = await buyCredit(inbound, team, 1000);
  await inbound.twin.settle();
  await db.kill();
  inbound.twin.pay(session.id);
  await inbound.twin.settle();
  expect(inbound.delivered.refused).toBeGreaterThan(0);
  await db.start();
  await inbound.twin.clock.advance(3_600_000);
  expect((await inbound.take()).failed).toEqual([]);
  expect(await stateOf(inbound, team)).toMatchObject({
    grants: [{ used: "0" }],
    operations: [{ state: "done" }],
  });
});
