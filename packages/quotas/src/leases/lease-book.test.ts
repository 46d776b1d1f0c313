import { setTimeout } from "node:timers/promises";
import { type Fault, newId, systemClock } from "@millrace/kernel";
import { makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import type { Account, Charge, LimitPeriod, Measure, Reservation } from "../index.ts";
import { heardNode, limit, publishPicoPrice, TestHolder } from "../quotas.fixture.ts";
import { periodStart } from "../rules/period-bounds.ts";

const db = await testDatabase();
const clock = systemClock;
await publishPicoPrice(db, clock);

type Limited = Awaited<ReturnType<typeof limited>>;

/** A key with one limit. */
async function limited(measure: Measure, period: LimitPeriod, value: bigint) {
  const { teamId } = await makeTeam(db, clock);
  const [keyId, deploymentId] = [newId(), newId()];
  await limit(db, { teamId, scope: "key", scopeId: keyId, measure, period, value });
  const charge = (amount: bigint): Charge => {
    const at = clock.now();
    const account: Account = {
      teamId,
      scope: "key",
      scopeId: keyId,
      measure,
      period,
      startsAt: periodStart(period, at),
      currency: "USD",
    };
    return { account, amount, at };
  };
  return { teamId, keyId, deploymentId, charge };
}

async function holder(): Promise<TestHolder> {
  return new TestHolder(db, clock, await heardNode(db));
}

/** A request that spends so much, from its arrival to the durable record; the fault when it is refused. */
async function spend(on: TestHolder, { charge, ...subject }: Limited, amount: number): Promise<Fault | null> {
  try {
    const reservation = await on.book.reserve([charge(BigInt(amount))]);
    await setTimeout(Math.random() * 3);
    const record = on.append(subject, amount);
    reservation.settle(record.id, [charge(BigInt(amount))]);
    return null;
  } catch (error) {
    return error as Fault;
  }
}

async function counted({ teamId, keyId }: Limited): Promise<string> {
  const [row] = await db.sql(
    "SELECT spend_pico::text AS spend FROM quota_counters WHERE team_id = $1 AND scope = 'key' AND scope_id = $2 AND period = 'total'",
    [teamId, keyId],
  );
  return String(row?.spend ?? "0");
}

test("of 1,000 requests at once with money for 137, 137 are served, and the rest learn why not", async () => {
  const key = await limited("spend", "month", 137n * 7n);
  const one = await holder();
  const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => spend(one, key, 7)));
  expect(outcomes.filter((fault) => fault === null)).toHaveLength(137);
  const [refused] = outcomes.filter((fault) => fault !== null);
  expect(refused).toMatchObject({ kind: "limit_exceeded", code: "insufficient_quota" });
  expect(refused?.message).toContain("0.000000000959 USD a month");
  await one.ship();
  expect(await counted(key)).toBe("959");
});

test("two nodes share a limit to the last pico, and give each other what they do not need", async () => {
  const key = await limited("spend", "total", 1_000n);
  const [one, two] = [await holder(), await holder()];
  const tending = setInterval(() => {
    void one.book.tend();
    void two.book.tend();
  }, 50);
  const outcomes = await Promise.all(
    Array.from({ length: 400 }, (_, index) => spend(index % 2 === 0 ? one : two, key, 5)),
  );
  expect(outcomes.filter((fault) => fault === null)).toHaveLength(200);
  clearInterval(tending);
  await Promise.all([one.ship(), two.ship()]);
  expect(await counted(key)).toBe("1000");
});

test("what one node holds and does not need reaches the other before anybody is refused", async () => {
  const key = await limited("spend", "total", 100n);
  const [one, two] = [await holder(), await holder()];
  const held = await one.book.reserve([key.charge(90n)]);
  held.release();
  const tending = setInterval(() => void one.book.tend(), 50);
  expect(await spend(two, key, 100)).toBeNull();
  clearInterval(tending);
});

test("a node that was killed frees what it held once its records are stored, and nothing before", async () => {
  const key = await limited("spend", "total", 100n);
  const [one, two] = [await holder(), await holder()];
  expect(await spend(one, key, 30)).toBeNull();
  await one.book.reserve([key.charge(60n)]);
  expect(await spend(two, key, 20)).toMatchObject({ code: "insufficient_quota" });
  await one.restart();
  expect(await spend(two, key, 70)).toBeNull();
  expect(await spend(two, key, 1)).toMatchObject({ code: "insufficient_quota" });
});

test("requests a minute are let in exactly, and a refusal says when there are more", async () => {
  const key = await limited("requests", "minute", 20n);
  const [one, two] = [await holder(), await holder()];
  const tending = setInterval(() => {
    void one.book.tend();
    void two.book.tend();
  }, 50);
  const reserve = async (on: TestHolder) => {
    const reservation = await on.book.reserve([key.charge(1n)]);
    reservation.settle(newId(), [key.charge(1n)]);
  };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) => reserve(index % 2 ? one : two)),
  );
  clearInterval(tending);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "rate_limit_exceeded" });
  expect(refused?.reason.retryAfterMs).toBeLessThanOrEqual(60_000);
});

test("as many requests at once as the limit says, and another as soon as one ends", async () => {
  const key = await limited("concurrency", "now", 3n);
  const one = await holder();
  const running = await Promise.all([1, 2, 3].map(() => one.book.reserve([key.charge(1n)])));
  await expect(one.book.reserve([key.charge(1n)])).rejects.toMatchObject({ code: "rate_limit_exceeded" });
  running[0]?.settle(newId(), [key.charge(1n)]);
  running[1]?.release();
  await one.book.reserve([key.charge(1n)]);
  await one.book.reserve([key.charge(1n)]);
  await expect(one.book.reserve([key.charge(1n)])).rejects.toMatchObject({ code: "rate_limit_exceeded" });
});

test("a request that needs less fits in where one that needs more does not", async () => {
  const key = await limited("tokens", "day", 10n);
  const one = await holder();
  const [large, small] = await Promise.allSettled([
    one.book.reserve([key.charge(11n)]),
    one.book.reserve([key.charge(10n)]),
  ]);
  expect(large.status).toBe("rejected");
  expect(small.status).toBe("fulfilled");
});

test("what a request reserved beyond its use is free again, and growing is held to the limit", async () => {
  const key = await limited("spend", "total", 10n);
  const one = await holder();
  const first: Reservation = await one.book.reserve([key.charge(2n)]);
  await first.grow([key.charge(6n)]);
  await expect((async () => first.grow([key.charge(3n)]))()).rejects.toMatchObject({
    code: "insufficient_quota",
  });
  const record = one.append(key, 1);
  first.settle(record.id, [key.charge(1n)]);
  expect(await spend(one, key, 9)).toBeNull();
  expect(await spend(one, key, 1)).toMatchObject({ code: "insufficient_quota" });
});

test("a higher limit lets more in at once, a lower one nothing more", async () => {
  const key = await limited("spend", "total", 10n);
  const one = await holder();
  expect(await spend(one, key, 10)).toBeNull();
  expect(await spend(one, key, 5)).not.toBeNull();
  await db.sql("UPDATE quota_limits SET value = 15 WHERE team_id = $1", [key.teamId]);
  expect(await spend(one, key, 5)).toBeNull();
  await db.sql("UPDATE quota_limits SET value = 3 WHERE team_id = $1", [key.teamId]);
  expect(await spend(one, key, 1)).not.toBeNull();
});

test("a lease that was taken away while its holder was cut off is not given out twice", async () => {
  const key = await limited("spend", "total", 100n);
  const [one, two] = [await holder(), await holder()];
  await one.book.reserve([key.charge(40n)]);
  await db.sql("DELETE FROM quota_leases WHERE holder_id = $1", [one.holderId]);
  expect(await spend(two, key, 100)).toBeNull();
  expect(await spend(one, key, 70)).not.toBeNull();
});
