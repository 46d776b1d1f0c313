import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { effort, testDatabase } from "@millrace/testing";
import { afterAll, expect, test } from "vitest";
import { startTestService } from "./testing/start-test-service.ts";

/** Ten thousand under `pnpm torture`. */
const IDLE = 1_000 * effort();
const DRIPPING = 50;
const UNREADING = 10;
const REQUESTS = 150;
/** Of the others' p99 with the crowd against without it, and what a busy machine adds by itself. */
const SLOWDOWN_MAX = 3;
const NOISE_MS = 50;

const service = await startTestService(await testDatabase());
afterAll(() => service.stop());

test("clients that sit idle, send a byte a second or never read their answers do not slow the others", {
  timeout: 120_000,
}, async () => {
  // Nobody's code is warm at first.
  await percentiles();
  const alone = await percentiles();
  const crowd = await gather();
  const beside = await percentiles();
  crowd.disconnect();
  expect(beside.p99Ms).toBeLessThan(alone.p99Ms * SLOWDOWN_MAX + NOISE_MS);
  expect(beside.p50Ms).toBeLessThan(alone.p50Ms * SLOWDOWN_MAX + NOISE_MS);
});

/** A process that holds all those connections. */
async function gather() {
  const counts = [IDLE, DRIPPING, UNREADING].map(String);
  const { port } = new URL(service.url);
  const crowd = fork(join(import.meta.dirname, "testing/crowd.ts"), [port, service.key.secret, ...counts]);
  const [open] = await once(crowd, "message");
  expect(open).toBe(IDLE + DRIPPING + UNREADING);
  return crowd;
}

/** Of one client's requests, one after the other; each is answered. */
async function percentiles(): Promise<{ p50Ms: number; p99Ms: number }> {
  const tookMs: number[] = [];
  for (let request = 0; request < REQUESTS; request += 1) {
    const startedMs = performance.now();
    const response = await service.post("/v1/embeddings", { model: "embed", input: `text ${request}` });
    await response.arrayBuffer();
    expect(response.status).toBe(200);
    tookMs.push(performance.now() - startedMs);
  }
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.floor(REQUESTS * share)] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99) };
}
