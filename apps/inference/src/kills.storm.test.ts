import { setTimeout as pause } from "node:timers/promises";
import { listDeployments, setWanted, updateDeployment } from "@millrace/deployments";
import { systemActor, systemClock } from "@millrace/kernel";
import { effort, testDatabase } from "@millrace/testing";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { replicaProcesses } from "./testing/replica-processes.ts";
import { startTestService, TEST_RESOURCES } from "./testing/start-test-service.ts";

/** A minute under `pnpm torture`. */
const STORM_MS = 6_000 * effort();
const CLIENTS = 8;
const REPLICAS = 2;
/** Between two kills: long enough to start again, on whatever machine this is, and at some moment after that. */
const GAP_MS = { min: 100, max: 1_500 };
const ANSWERS_BETWEEN = 20;
const SEED = 20_261_124;
const RECORDED_TIMEOUT_MS = 5_000;
const TEXTS = Array.from({ length: 24 }, (_, index) =>
  Array.from({ length: 1 + ((index * 5) % 37) }, (__, word) => `word${(index + word) % 19}`).join(" "),
);

const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());

type Answer = { id: string; vectors: number[][]; tokens: number };
type Golden = { id: string; vector: number[]; tokens: number }[];
type Used = { inputs: number; tokens: number };

test("replicas that are killed at random cost no caller an answer: each is right, and each is recorded once", {
  timeout: STORM_MS * 2 + 60_000,
}, async () => {
  await replicate();
  const golden = await answersAtPeace();
  const before = await recordedWith(golden);
  const until = AbortSignal.timeout(STORM_MS);
  const answered = new Map<string, Used>();
  const clients = Array.from({ length: CLIENTS }, (_, number) => client({ number, golden, answered, until }));
  const [kills] = await Promise.all([storm(answered, until), ...clients]);
  expect(kills).toBeGreaterThanOrEqual(STORM_MS / 6_000);
  expect(answered.size).toBeGreaterThan(STORM_MS / 100);

  const all = before.size + answered.size;
  await expect.poll(async () => (await recorded()).size, { timeout: RECORDED_TIMEOUT_MS }).toBe(all);
  expect(await recorded()).toEqual(new Map([...before, ...answered]));
  const [sum] = await db.sql("SELECT sum(requests)::int AS requests FROM usage_hours");
  expect(sum?.requests).toBe(all);
});

/** Two replicas of the one model, on the cores that the other leaves. */
async function replicate(): Promise<void> {
  const ctx = { database: db.database, clock: systemClock, actor: systemActor(service.teamId) };
  for (const { id, name, generation } of await listDeployments(ctx)) {
    const resources = { ...TEST_RESOURCES, replicas: REPLICAS };
    if (name === "embed") await updateDeployment(ctx, { id, resources, expectedGeneration: generation });
    else await setWanted(ctx, { id, wanted: "stopped" });
  }
  const ready = `SELECT count(*)::int AS ready FROM replica_states
    JOIN deployments ON deployments.id = deployment_id WHERE name = 'embed' AND state = 'ready'`;
  await expect.poll(() => db.sql(ready), { timeout: 30_000 }).toEqual([{ ready: REPLICAS }]);
}

async function answersAtPeace(): Promise<Golden> {
  const golden: Golden = [];
  for (const text of TEXTS) {
    const { id, vectors, tokens } = await ask([text]);
    golden.push({ id, vector: vectors[0] ?? [], tokens });
  }
  return golden;
}

type Client = { number: number; golden: Golden; answered: Map<string, Used>; until: AbortSignal };

/** Asks again as soon as it is answered, and looks at every answer. */
async function client({ number, golden, answered, until }: Client): Promise<void> {
  for (let turn = number; !until.aborted; turn += CLIENTS) {
    const picked = Array.from({ length: 1 + (turn % 3) }, (_, at) => (turn * 7 + at * 5) % TEXTS.length);
    const { id, vectors, tokens } = await ask(picked.map((index) => TEXTS[index] ?? ""));
    for (const [at, index] of picked.entries()) {
      expect(distance(vectors[at] ?? [], golden[index]?.vector ?? []), TEXTS[index]).toBeLessThan(1e-5);
    }
    expect(tokens).toBe(picked.reduce((sum, index) => sum + (golden[index]?.tokens ?? 0), 0));
    expect(answered.has(id)).toBe(false);
    answered.set(id, { inputs: picked.length, tokens });
  }
}

async function ask(input: string[]): Promise<Answer> {
  const response = await service.post("/v1/embeddings", { model: "embed", input });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  const { data, usage } = JSON.parse(text);
  const vectors = data.map(({ embedding }: { embedding: number[] }) => embedding);
  return { id: response.headers.get("x-request-id") ?? "", vectors, tokens: usage.total_tokens };
}

/** Kills a replica's process at random moments, until the storm is over. Gives how many it killed. */
async function storm(answered: ReadonlyMap<string, Used>, until: AbortSignal): Promise<number> {
  const gaps = fc.sample(fc.integer(GAP_MS), { numRuns: 1_000, seed: SEED });
  const picks = fc.sample(fc.nat(), { numRuns: 1_000, seed: SEED });
  let kills = 0;
  let answeredAtKill = 0;
  for (let turn = 0; !until.aborted; turn += 1) {
    await pause(gaps[turn % gaps.length], undefined, { signal: until }).catch(() => undefined);
    if (answered.size < answeredAtKill + ANSWERS_BETWEEN) continue;
    answeredAtKill = answered.size;
    const pids = await replicaProcesses();
    const victim = pids[(picks[turn % picks.length] ?? 0) % Math.max(pids.length, 1)];
    if (victim !== undefined && !until.aborted && killed(victim)) kills += 1;
  }
  return kills;
}

/** False when it was gone already. */
function killed(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

function distance(one: readonly number[], other: readonly number[]): number {
  return Math.hypot(...one.map((x, axis) => x - (other[axis] ?? Number.NaN)));
}

/** All records there are, once that of the last of these answers has come: they come in their order. */
async function recordedWith(golden: Golden): Promise<Map<string, Used>> {
  const last = golden.at(-1)?.id ?? "";
  await expect.poll(async () => (await recorded()).has(last), { timeout: RECORDED_TIMEOUT_MS }).toBe(true);
  return recorded();
}

async function recorded(): Promise<Map<string, Used>> {
  const rows = await db.sql("SELECT id, inputs, input_tokens AS tokens FROM usage_records");
  return new Map(rows.map(({ id, inputs, tokens }) => [String(id), { inputs, tokens } as Used]));
}
