import { setTimeout } from "node:timers/promises";
import { newId } from "@millrace/kernel";
import { readBody, setBodyDays } from "@millrace/privacy";
import { filesWith, tablesWith, testDatabase } from "@millrace/testing";
import { afterAll, expect, test, vi } from "vitest";
import { replicaProcesses } from "../testing/replica-processes.ts";
import { startTestService } from "../testing/start-test-service.ts";

const WAIT = { timeout: 10_000, interval: 100 };

const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());

/** A request's id and answer. */
async function ask(path: string, body: unknown): Promise<{ id: string; text: string; status: number }> {
  const response = await service.post(path, body);
  return {
    id: response.headers.get("x-request-id") ?? "",
    text: await response.text(),
    status: response.status,
  };
}

async function usageArrives(id: string): Promise<void> {
  await vi.waitFor(async () => {
    const rows = await db.sql("SELECT 1 FROM usage_records WHERE id = $1", [id]);
    expect(rows).toHaveLength(1);
  }, WAIT);
}

/** Everywhere that a text of a request could have been left. */
async function traces(canary: string): Promise<string[]> {
  const logged = service.logged().includes(canary) ? ["the log"] : [];
  return [...(await tablesWith(db, canary)), ...(await filesWith(service.home, canary)), ...logged];
}

/** Asks in every way, well and badly, also while what computes is killed. */
async function askEverything(canary: string): Promise<string> {
  await ask("/v1/embeddings", { model: "embed", input: canary, dimensions: 99_999 });
  await ask("/v1/embeddings", { model: "embed", input: [canary, 1] });
  await ask("/v1/embeddings", { model: canary, input: canary });
  await ask("/v1/embeddings", `{"model":"embed","input":"${canary}`);
  await ask(`/models/${canary}`, { inputs: canary });
  await ask(`/nothing/${canary}?q=${canary}`, { inputs: canary });
  await ask("/v2/models/embed/infer", { id: canary, inputs: [{ name: canary }] });
  const killed = ask("/v1/embeddings", { model: "embed", input: Array(200).fill(canary) });
  for (const pid of await replicaProcesses()) process.kill(pid, "SIGKILL");
  await killed;
  const classified = await ask("/models/langid", { inputs: canary });
  expect(classified.status).toBe(200);
  const embedded = await ask("/v1/embeddings", { model: "embed", input: canary, user: canary });
  expect(embedded.status).toBe(200);
  await usageArrives(embedded.id);
  return embedded.id;
}

test("of a team that keeps no bodies not a byte of any is left anywhere, whatever goes wrong", async () => {
  const canary = `canary-${newId()}`;
  const requestId = await askEverything(canary);
  expect(await traces(canary)).toEqual([]);
  await expect(readBody(service.owner, { requestId })).rejects.toMatchObject({
    code: "privacy.no_such_body",
  });
});

test("switched on, requests are kept from two seconds on, readable for those who may and nowhere else; switched off, no more", async () => {
  const canary = `canary-${newId()}`;
  await setBodyDays(service.owner, { days: 7 });
  await setTimeout(2_000);
  const asked = { model: "embed", input: canary };
  const { id: askedId, text } = await ask("/v1/embeddings", asked);
  const body = await vi.waitFor(() => readBody(service.owner, { requestId: askedId }), WAIT);
  expect(JSON.parse(body.request.text)).toEqual(asked);
  expect(body.answer).toEqual({ text, bytes: text.length });

  const requestId = await askEverything(canary);
  const last = await vi.waitFor(() => readBody(service.owner, { requestId }), WAIT);
  expect(last.request.text).toContain(canary);
  expect(await traces(canary)).toEqual([]);

  await setBodyDays(service.owner, { days: 0 });
  const silent = `canary-${newId()}`;
  const { id } = await ask("/v1/embeddings", { model: "embed", input: silent });
  await usageArrives(id);
  expect(await db.sql("SELECT request_id FROM request_bodies")).toEqual([]);
  expect(await traces(silent)).toEqual([]);
});

test("every API of JSON text keeps what was said, as it was said", async () => {
  await setBodyDays(service.owner, { days: 1 });
  await vi.waitFor(async () => {
    const { id } = await ask("/v1/embeddings", { model: "embed", input: "on?" });
    await usageArrives(id);
    await readBody(service.owner, { requestId: id });
  }, WAIT);
  const said: { path: string; body: string }[] = [
    { path: "/v1/embeddings", body: '{ "model":"embed",\n "input":["one","zwei 🌊"] }' },
    { path: "/models/langid", body: '{"inputs":"une phrase"}' },
    { path: "/models/embed", body: '{"inputs":["a","b"]}' },
  ];
  for (const { path, body } of said) {
    const { id, text, status } = await ask(path, body);
    expect(status, path).toBe(200);
    await vi.waitFor(async () => {
      const kept = await readBody(service.owner, { requestId: id });
      expect(kept.request).toEqual({ text: body, bytes: Buffer.byteLength(body) });
      expect(kept.answer.text, path).toBe(text.slice(0, kept.answer.text.length));
      expect(kept.answer.bytes).toBe(Buffer.byteLength(text));
    }, WAIT);
  }
});
