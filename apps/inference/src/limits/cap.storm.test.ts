import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { modelStoreIn, registerModel } from "@millrace/catalog";
import { createDeployment, DEFAULT_SETTINGS, place } from "@millrace/deployments";
import { systemClock as clock } from "@millrace/kernel";
import { createKey } from "@millrace/keys";
import { publishPrice } from "@millrace/prices";
import { every } from "@millrace/process";
import { setLimit } from "@millrace/quotas";
import { createLog } from "@millrace/telemetry";
import { effort, makeTeam, testDatabase } from "@millrace/testing";
import { afterAll, expect, test, vi } from "vitest";
import { type TestNode, testNode } from "../testing/start-node.ts";
import { TEST_RESOURCES } from "../testing/start-test-service.ts";

const MODELS = resolve(import.meta.dirname, "../../../../models");
const WAIT = { timeout: 120_000, interval: 100 };
const REQUESTS = 1_000;
const SERVED = 137;
/** Of a request, whatever its text: the limit is for so many of them. */
const COST = 1_000_003n;
/** A limit is known to a node within two seconds. */
const KNOWN_MS = 4_000;
const ROUNDS = 2 * effort();
/** Whichever node says it, and whatever died meanwhile. */
const REFUSAL =
  /^This key may spend \S+ USD in total, set by Ada\. This request needs \S+ USD, and \S+ USD is left\.$/;

const db = await testDatabase();
const home = await mkdtemp(join(tmpdir(), "millrace-cap-"));
const system = { database: db.database, clock };
const log = createLog({ service: "test", level: "error" });
for (const name of ["one", "two"])
  await registerModel(system, {
    folder: join(MODELS, "millrace-embed"),
    store: modelStoreIn(join(home, name)),
  });
await publishPrice(system, {
  modelName: "millrace-embed",
  currency: "USD",
  effectiveFrom: new Date("2026-01-01T00:00:00Z"),
  rates: [{ unit: "request", pricePico: COST }],
});
const port = 30_000 + 10 * Math.floor(Math.random() * 200);
const parts = { home, encryptionKey: "only-for-tests-and-32-characters-long" };
const nodes = [
  testNode(db, { name: "one", port, ...parts }),
  testNode(db, { name: "two", port: port + 2, ...parts }),
];
// Both are there before anything is placed: else the first one takes it all.
await Promise.all(nodes.map((node) => node.start()));
const stopPlacing = every(200, "place", { log, work: async () => void (await place(system)) });
afterAll(async () => {
  await stopPlacing();
  await Promise.all(nodes.map((node) => node.stop()));
  await rm(home, { recursive: true, force: true });
});

const team = await makeTeam(db, clock);
const owner = team.as("owner");
for (const name of ["embed-a", "embed-b"]) {
  await createDeployment(owner, {
    name,
    modelName: "millrace-embed",
    // More than half of a node's memory each: they lie on two nodes.
    resources: TEST_RESOURCES,
    settings: { ...DEFAULT_SETTINGS, variant: "fp32" },
  });
}

type Asked = { status: number; code?: string | undefined; message?: string | undefined };

/** 0: nobody answered. */
async function ask(node: TestNode, model: string, secret: string): Promise<Asked> {
  try {
    const answer = await fetch(`${node.url}/v1/embeddings`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({ model, input: "the wheel turns" }),
    });
    const { error } = (await answer.json()) as { error?: { code?: string; message?: string } };
    return { status: answer.status, code: error?.code, message: error?.message };
  } catch {
    return { status: 0 };
  }
}

/** Where each deployment is served. */
async function serving(secret: string): Promise<{ node: TestNode; model: string }[]> {
  return vi.waitFor(async () => {
    const found: { node: TestNode; model: string }[] = [];
    for (const node of nodes)
      for (const model of ["embed-a", "embed-b"])
        if ((await ask(node, model, secret)).status === 200) found.push({ node, model });
    expect(new Set(found.map(({ node }) => node)).size).toBe(2);
    return found;
  }, WAIT);
}

async function recorded(keyId: string): Promise<{ requests: number; spend: bigint }> {
  const [row] = await db.sql(
    "SELECT count(*)::int AS requests, COALESCE(sum(amount_pico), 0)::text AS spend FROM usage_records WHERE key_id = $1",
    [keyId],
  );
  return { requests: Number(row?.requests), spend: BigInt(String(row?.spend)) };
}

test(`across two processes, one of them killed in the middle: of ${REQUESTS} requests money for exactly ${SERVED} is spent`, {
  timeout: 180_000 * ROUNDS,
}, async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const warm = await createKey(owner, { name: `warm ${round}` });
    const places = await serving(warm.secret);
    // They stay where they are: a node that starts slowly is not given up.
    await stopPlacing();
    const { key, secret } = await createKey(owner, { name: `round ${round}` });
    const budget = {
      scope: "key" as const,
      scopeId: key.id,
      measure: "spend" as const,
      period: "total" as const,
    };
    await setLimit(owner, { ...budget, value: BigInt(SERVED) * COST + COST - 1n });
    await pause(KNOWN_MS);

    const victim = nodes[round % 2];
    const asking = Array.from({ length: REQUESTS }, async (_, index) => {
      const { node, model } = places[index % places.length] ?? {
        node: nodes[0] as TestNode,
        model: "embed-a",
      };
      await pause(Math.random() * 300);
      return ask(node, model, secret);
    });
    await pause(100 + 150 * Math.random());
    await victim?.kill();
    await victim?.start();
    const outcomes = await Promise.all(asking);

    const served = outcomes.filter(({ status }) => status === 200).length;
    expect(served).toBeLessThanOrEqual(SERVED);
    for (const { status, code, message } of outcomes) {
      if (status === 429) expect(["insufficient_quota", "serving.queue_full"]).toContain(code);
      if (code === "insufficient_quota") expect(message).toMatch(REFUSAL);
    }
    expect((await recorded(key.id)).requests).toBeLessThanOrEqual(SERVED);

    // What is left is served to whoever asks now, and not one request more.
    await serving(warm.secret);
    await vi.waitFor(async () => {
      const again = await Promise.all(places.map(({ node, model }) => ask(node, model, secret)));
      expect(again.every(({ status }) => status === 429)).toBe(true);
      expect(await recorded(key.id)).toEqual({ requests: SERVED, spend: BigInt(SERVED) * COST });
    }, WAIT);
  }
});

test("nothing stays reserved once all is quiet", async () => {
  await vi.waitFor(async () => {
    const [row] = await db.sql(
      "SELECT COALESCE(sum(granted - settled), 0)::text AS reserved FROM quota_leases",
    );
    expect(row?.reserved).toBe("0");
  }, WAIT);
});
