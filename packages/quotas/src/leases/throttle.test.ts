import { systemClock as clock, newId } from "@millrace/kernel";
import { makeTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import type { Charge, Reservation } from "../index.ts";
import { heardNode, limit, publishPicoPrice, TestHolder } from "../quotas.fixture.ts";
import { periodStart } from "../rules/period-bounds.ts";

const db = await testDatabase();
await publishPicoPrice(db, clock);

const THROTTLED = { kind: "limit_exceeded", code: "limit_throttled", retryAfterMs: 1_000 };

/** A key with a limit that is throttled from a share on. */
async function throttled(value: bigint, throttleAt: number) {
  const { teamId } = await makeTeam(db, clock);
  const [keyId, deploymentId] = [newId(), newId()];
  const place = { scope: "key", scopeId: keyId, measure: "spend", period: "month" } as const;
  await limit(db, { teamId, ...place, value });
  await db.sql("UPDATE quota_limits SET throttle_at = $1 WHERE team_id = $2", [throttleAt, teamId]);
  const charge = (amount: bigint): Charge => {
    const at = clock.now();
    const startsAt = periodStart("month", at);
    return { account: { teamId, ...place, startsAt, currency: "USD" }, amount, at };
  };
  return { teamId, keyId, deploymentId, charge };
}

type Throttled = Awaited<ReturnType<typeof throttled>>;

const holder = async () => new TestHolder(db, clock, await heardNode(db));

function used(
  on: TestHolder,
  { charge, ...subject }: Throttled,
  reservation: Reservation,
  amount: number,
): void {
  reservation.settle(on.append(subject, amount).id, [charge(BigInt(amount))]);
}

async function tending<T>(holders: readonly TestHolder[], work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    for (const { book } of holders) void book.tend();
  }, 50);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

test("below the share requests run side by side, from there on one at a time, and at the limit none", async () => {
  const key = await throttled(10n, 80);
  const one = await holder();
  const ask = async () => one.book.reserve([key.charge(1n)]);
  const free = await Promise.all(Array.from({ length: 8 }, ask));
  const ninth = await ask();
  await expect(ask()).rejects.toMatchObject(THROTTLED);
  used(one, key, ninth, 1);
  const tenth = await ask();
  used(one, key, tenth, 1);
  await expect(ask()).rejects.toMatchObject({ code: "insufficient_quota" });
  for (const reservation of free) used(one, key, reservation, 1);
  await one.ship();
});

test("of many at once those below the share are served, and of the others one", async () => {
  const key = await throttled(100n, 50);
  const one = await holder();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 40 }, async () => one.book.reserve([key.charge(3n)])),
  );
  const served = outcomes.filter(({ status }) => status === "fulfilled");
  // Sixteen fit into the half that is given freely.
  expect(served).toHaveLength(17);
  const refused = outcomes.find((outcome) => outcome.status === "rejected");
  expect(refused?.reason).toMatchObject(THROTTLED);
});

test("what one request needs beyond the limit says so, and holds up nobody below the share", async () => {
  const key = await throttled(10n, 80);
  const one = await holder();
  await expect((async () => one.book.reserve([key.charge(11n)]))()).rejects.toMatchObject({
    code: "insufficient_quota",
  });
  const outcomes = await Promise.all(
    [4, 4].map(async (amount) => one.book.reserve([key.charge(BigInt(amount))])),
  );
  expect(outcomes).toHaveLength(2);
});

test("a request that grows beyond the share waits for nobody while it is alone, and keeps its turn", async () => {
  const key = await throttled(10n, 50);
  const one = await holder();
  const first = await one.book.reserve([key.charge(4n)]);
  await first.grow([key.charge(2n)]);
  await first.grow([key.charge(1n)]);
  const second = (async () => one.book.reserve([key.charge(1n)]))();
  await expect(second).rejects.toMatchObject(THROTTLED);
  first.release();
  await one.book.reserve([key.charge(5n)]);
});

test("two nodes take turns: never two at once beyond the share, and each gets through", async () => {
  const key = await throttled(1_000n, 1);
  const nodes = [await holder(), await holder()];
  let [underWay, most] = [0, 0];
  const served = [0, 0];
  await tending(nodes, async () => {
    await one(10, 0);
    await Promise.all([many(0), many(1), many(0), many(1)]);
  });

  async function one(amount: number, at: number): Promise<void> {
    const node = nodes[at];
    if (node === undefined) throw new Error("there are two nodes");
    const reservation = await node.book.reserve([key.charge(BigInt(amount))]);
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise((resume) => setTimeout(resume, 2));
    underWay -= 1;
    served[at] = (served[at] ?? 0) + 1;
    used(node, key, reservation, amount);
  }
  async function many(at: number): Promise<void> {
    for (let round = 0; round < 8; round++)
      await one(2, at).catch((fault: unknown) => expect(fault).toMatchObject(THROTTLED));
  }

  expect(most).toBe(1);
  expect(Math.min(...served)).toBeGreaterThan(0);
});

test("a higher limit, or one without a throttle, lets them side by side again", async () => {
  const key = await throttled(10n, 50);
  const one = await holder();
  const ask = async () => one.book.reserve([key.charge(1n)]);
  await Promise.all(Array.from({ length: 6 }, ask));
  await expect(ask()).rejects.toMatchObject(THROTTLED);
  await db.sql("UPDATE quota_limits SET throttle_at = NULL WHERE team_id = $1", [key.teamId]);
  await tending([one], () => new Promise((resume) => setTimeout(resume, 150)));
  await Promise.all([ask(), ask()]);
});
