import { NO_ORIGIN, newId } from "@millrace/kernel";
import type { Session } from "@millrace/people";
import { testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import { insertCustomer } from "../outbound/store.ts";
import {
  buyCredit,
  type Inbound,
  makeCustomer,
  makeInbound,
  makePrices,
  stateOf,
  subscribe,
} from "./inbound.fixture.ts";
import { listEvents } from "./list-events.ts";
import { replayEvent } from "./replay-event.ts";
import { ATTEMPTS_MAX } from "./rules/next-attempt.ts";

const db = await testDatabase();

const session = (isOperator: boolean): Session => ({
  ...{ id: newId(), person: { id: newId(), email: "o@example.test", name: "O" }, method: "password" },
  ...{ ssoTeamId: null, secondFactorAt: null, provedAt: new Date(), isOperator, origin: NO_ORIGIN },
});

/** Tries as often as it is tried. */
async function wearOut(inbound: Inbound) {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    await inbound.take();
    await inbound.twin.clock.advance(13 * 3_600_000);
  }
}

test("while the provider does not answer, events wait; then they are done", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  inbound.twin.pay((await buyCredit(inbound, team, 1000)).id);
  inbound.twin.setChaos({ requests: { fail_before: 1 } });
  const { failed } = await inbound.take();
  expect(failed).not.toEqual([]);
  expect(failed.every(({ isGivenUp }) => !isGivenUp)).toBe(true);
  inbound.twin.setChaos({});
  await inbound.twin.clock.advance(10_000);
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({ grants: [{ used: "0" }] });
});

test("what cannot be done waits for an operator, who sees why and lets it be done again", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  const { id } = await inbound.stripe.paymentIntents.create({
    ...{ amount: 700, currency: "usd", customer: team.customerId, payment_method: "pm_card_visa" },
    ...{ confirm: true, off_session: true },
  });
  await wearOut(inbound);
  const operator = session(true);
  const { failed } = await listEvents(inbound.ctx, operator);
  const ours = failed.filter(({ objectId }) => objectId === id);
  expect(ours.length).toBeGreaterThan(0);
  expect(ours[0]).toMatchObject({
    attempts: ATTEMPTS_MAX,
    lastError: expect.stringContaining("unknown_purpose"),
  });
  await db.sql(
    `INSERT INTO payment_operations (team_id, id, kind, key, state, request, provider_id, next_attempt_at, created_at)
     VALUES ($1, gen_random_uuid(), 'top_up', $2, 'waiting', $3, $2, now(), now())`,
    [team.teamId, id, { amountMinor: "700", currency: "USD" }],
  );
  for (const event of ours) await replayEvent(inbound.ctx, operator, { id: event.id });
  await inbound.take();
  expect(await stateOf(inbound, team)).toMatchObject({
    grants: [{ used: "0" }],
    operations: [{ state: "done" }],
  });
  await expect(replayEvent(inbound.ctx, operator, { id: String(ours[0]?.id) })).rejects.toMatchObject({
    code: "payments.no_such_event",
  });
});

test("whoever is no operator finds neither events nor the way to do them again", async () => {
  const { ctx } = await makeInbound(db);
  await expect(listEvents(ctx, session(false))).rejects.toMatchObject({ kind: "not_found" });
  await expect(replayEvent(ctx, session(false), { id: "evt" })).rejects.toMatchObject({ kind: "not_found" });
});

test("an event whose customer is not written down yet waits for it, without using up its attempts", async () => {
  const inbound = await makeInbound(db);
  const team = await makeCustomer(inbound);
  await db.sql("DELETE FROM payment_customers WHERE team_id = $1", [team.teamId]);
  await subscribe(inbound, team, await makePrices(inbound.stripe));
  expect((await inbound.take()).postponed).toBeGreaterThan(0);
  await db.database.inSystem((tx) =>
    insertCustomer(tx, {
      ...{ teamId: team.teamId, provider: "stripe", providerId: team.customerId },
      createdAt: inbound.clock.now(),
    }),
  );
  await inbound.twin.clock.advance(60_000);
  expect((await inbound.take()).failed).toEqual([]);
  expect(await stateOf(inbound, team)).toMatchObject({ subscriptions: [{ state: "active" }] });
});

test("what metadata say of a team counts for nothing against our own rows", async () => {
  const inbound = await makeInbound(db);
  const [thief, victim] = [await makeCustomer(inbound), await makeCustomer(inbound)];
  await subscribe(inbound, { ...thief, teamId: victim.teamId }, await makePrices(inbound.stripe));
  const { failed } = await inbound.take();
  expect(failed.map(({ error }) => error)).toEqual(
    expect.arrayContaining([expect.objectContaining({ code: "payments.other_team" })]),
  );
  for (const team of [thief, victim])
    expect(await stateOf(inbound, team)).toMatchObject({ subscriptions: [], invoices: [] });
});
