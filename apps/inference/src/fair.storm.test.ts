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
import { createLog } from "@millrace/telemetry";
import { effort, makeTeam, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { afterAll, expect, test, vi } from "vitest";
import { type TestNode, testNode } from "./testing/start-node.ts";
import { TEST_RESOURCES } from "./testing/start-test-service.ts";

const MODELS = resolve(import.meta.dirname, "../../../models");
/** A node is silent for 15 seconds before what it served is placed elsewhere. */
const WAIT = { timeout: 120_000, interval: 100 };
const SEED = 20_261_201;
const ROUNDS = 2 * effort();
const CLIENTS = 6;
/** Of a request, whatever its text. */
const COST = 1_000_003n;
const NODES = ["one", "two"] as const;

const db = await testDatabase();
const home = await mkdtemp(join(tmpdir(), "millrace-fair-"));
const system = { database: db.database, clock };
const log = createLog({ service: "test", level: "error" });
for (const name of NODES)
  await registerModel(system, {
    folder: join(MODELS, "millrace-embed"),
    store: modelStoreIn(join(home, name)),
  });
await publishPrice(system, {
  ...{ modelName: "millrace-embed", currency: "USD", effectiveFrom: new Date("2026-01-01T00:00:00Z") },
  rates: [{ unit: "request", pricePico: COST }],
});
const port = 32_000 + 10 * Math.floor(Math.random() * 70);
const nodes = NODES.map((name, index) =>
  testNode(db, {
    name,
    port: port + 2 * index,
    home,
    encryptionKey: "only-for-tests-and-32-characters-long",
  }),
);
await Promise.all(nodes.map((node) => node.start()));
const stopPlacing = every(200, "place", { log, work: async () => void (await place(system)) });
afterAll(async () => {
  await stopPlacing();
  await Promise.all(nodes.map((node) => node.stop()));
  await rm(home, { recursive: true, force: true });
});

const team = await makeTeam(db, clock);
await createDeployment(team.as("owner"), {
  ...{ name: "embed", modelName: "millrace-embed", resources: TEST_RESOURCES },
  settings: { ...DEFAULT_SETTINGS, variant: "fp32" },
});
const { secret } = await createKey(team.as("owner"), { name: "fair" });

/** The id under which an answer is recorded; null: there was none. */
async function ask(node: TestNode, idempotencyKey: string): Promise<string | null> {
  try {
    const answer = await fetch(`${node.url}/v1/embeddings`, {
      method: "POST",
      headers: {
        ...{ authorization: `Bearer ${secret}`, "content-type": "application/json" },
        "idempotency-key": idempotencyKey,
      },
      body: JSON.stringify({ model: "embed", input: "the wheel turns" }),
    });
    await answer.arrayBuffer();
    return answer.ok ? answer.headers.get("x-request-id") : null;
  } catch {
    return null;
  }
}

/** Asks under new keys until the node is gone; the last one of each client is in flight by then. */
async function client(node: TestNode, name: string, asked: Map<string, string | null>): Promise<void> {
  for (let turn = 0; ; turn += 1) {
    const key = `${name}-${turn}`;
    asked.set(key, null);
    const id = await ask(node, key);
    if (id === null) return;
    asked.set(key, id);
  }
}

/** The node that serves, once one does. */
function serving(key: string): Promise<TestNode> {
  return vi.waitFor(async () => {
    for (const node of nodes) if ((await ask(node, key)) !== null) return node;
    throw new Error("nobody serves yet");
  }, WAIT);
}

test(
  "a request that is sent again to another node under its Idempotency-Key, as the first one was killed, is charged once",
  async () => {
    const ids = new Map<string, string>();
    const [first = ""] = [await serving("warm").then((node) => ask(node, "warm"))].filter(
      (id) => id !== null,
    );
    ids.set("warm", first);
    const kills = fc.sample(fc.integer({ min: 100, max: 1_000 }), { numRuns: ROUNDS, seed: SEED });
    for (const [round, afterMs] of kills.entries()) {
      const victim = await serving("warm");
      const other = nodes.find((node) => node !== victim) ?? victim;
      const asked = new Map<string, string | null>();
      const clients = Array.from({ length: CLIENTS }, (_, index) =>
        client(victim, `round-${round}-client-${index}`, asked),
      );
      await pause(afterMs);
      await victim.kill();
      await Promise.all(clients);

      // What was answered and what was not is sent again, to whoever serves now; meanwhile the first one ships what it had.
      await vi.waitFor(async () => expect(await ask(other, "warm")).not.toBeNull(), WAIT);
      const [again] = await Promise.all([
        Promise.all([...asked].map(async ([key, id]) => ({ key, id, now: await ask(other, key) }))),
        victim.start(),
      ]);
      for (const { key, id, now } of again) {
        if (id !== null) expect(now).toBe(id);
        expect(now).not.toBeNull();
        ids.set(key, String(now));
      }
    }

    const amount = String(BigInt(ids.size) * COST);
    await vi.waitFor(async () => {
      const rows = await db.sql(
        "SELECT id::text, amount_pico::text AS amount FROM usage_records ORDER BY id",
      );
      expect(rows.map(({ id }) => id)).toEqual([...ids.values()].toSorted());
      for (const row of rows) expect(row.amount).toBe(String(COST));
    }, WAIT);
    const [charged] = await db.sql(
      "SELECT sum(amount_pico)::text AS amount FROM ledger_entries WHERE kind = 'charge'",
    );
    expect(charged?.amount).toBe(amount);
    const [counted] = await db.sql(
      "SELECT spend_pico::text AS amount FROM quota_counters WHERE scope = 'team' AND period = 'total'",
    );
    expect(counted?.amount).toBe(amount);
    expect(await db.sql("SELECT record_id FROM usage_conflicts")).toEqual([]);
    expect(ids.size).toBeGreaterThan(ROUNDS * CLIENTS);
  },
  180_000 * ROUNDS,
);
