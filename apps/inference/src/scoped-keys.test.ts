import { status } from "@grpc/grpc-js";
import { getDeployment } from "@millrace/deployments";
import { createKey, revokeKey, rotateKey, updateKey } from "@millrace/keys";
import { setLimit } from "@millrace/quotas";
import { testDatabase } from "@millrace/testing";
import { afterAll, describe, expect, test } from "vitest";
import { grpcClient } from "./oip/conformance/grpc-client.ts";
import { startTestService } from "./testing/start-test-service.ts";

/** What is changed has to hold within two seconds; a poll may find it a moment later. */
const WITHIN = { timeout: 2_000, interval: 50 };

const db = await testDatabase();
const service = await startTestService(db);
afterAll(() => service.stop());

const { owner } = service;
const embed = await getDeployment(owner, { name: "embed" });

type Wanted = Omit<Parameters<typeof createKey>[1], "name">;
const keyWith = (wanted: Wanted) => createKey(owner, { name: "scoped", ...wanted });

function ask(secret: string, path: string, body?: object, headers: Record<string, string> = {}) {
  return fetch(`${service.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const inputOf = (model: string) => ({ model, input: "the wheel turns" });
const embedding = (secret: string, headers = {}) => ask(secret, "/v1/embeddings", inputOf("embed"), headers);
const codeOf = async (response: Response) =>
  ((await response.json()) as { error: { code: string } }).error.code;

describe("a key for one deployment", async () => {
  const { secret } = await keyWith({ deploymentIds: [embed.id] });

  test("lists that one alone, in every family", async () => {
    const models = (await (await ask(secret, "/v1/models")).json()) as { data: { id: string }[] };
    expect(models.data.map(({ id }) => id)).toEqual(["embed"]);
    expect(await (await ask(secret, "/v2/models")).json()).toEqual({ models: ["embed"] });
    const index = (await (await ask(secret, "/v2/repository/index", {})).json()) as { name: string }[];
    expect(index.map(({ name }) => name)).toEqual(["embed"]);
  });

  test.each([
    ["/v1/models/NAME", undefined],
    ["/models/NAME", { inputs: "x" }],
    ["/v1/embeddings", inputOf("NAME")],
    ["/v2/models/NAME", undefined],
    ["/v2/models/NAME/ready", undefined],
    ["/v2/models/NAME/infer", { inputs: [] }],
  ])("hears of the team's others at %s what it hears of one that does not exist", async (path, body) => {
    const told = async (name: string) => {
      const named = (text: string) => text.replaceAll("NAME", name);
      const response = await ask(
        secret,
        named(path),
        body && (JSON.parse(named(JSON.stringify(body))) as object),
      );
      return { status: response.status, text: (await response.text()).replaceAll(name, "…") };
    };
    const outside = await told("langid");
    expect(outside).toEqual(await told("lungid"));
    expect(outside.status).toBe(404);
  });

  test("answers for its own", async () => {
    expect((await embedding(secret)).status).toBe(200);
    expect((await ask(secret, "/v2/models/embed/ready")).status).toBe(200);
  });

  test("hears the same over gRPC", async () => {
    const client = grpcClient(service.grpcAddress, secret);
    expect((await client.modelReady("embed")).message.ready).toBe(true);
    const told = (name: string) =>
      client.modelMetadata(name).catch(({ code, details }) => ({ code, text: details.replace(name, "…") }));
    expect(await told("langid")).toEqual(await told("lungid"));
    expect(await told("langid")).toMatchObject({ code: status.NOT_FOUND });
    client.close();
  });
});

describe("a key for one family", () => {
  test.each([
    ["openai", "/models/langid", { inputs: "x" }],
    ["huggingface", "/v1/models", undefined],
    ["oip", "/v1/embeddings", inputOf("embed")],
    ["openai", "/v2/models", undefined],
  ] as const)("of %s is refused at %s, and told what it may use", async (api, path, body) => {
    const { secret } = await keyWith({ apis: [api] });
    const response = await ask(secret, path, body);
    expect(response.status).toBe(403);
    const text = await response.text();
    expect(text).toContain("it may use");
    if (!path.startsWith("/v2")) expect(text).toContain("api_not_allowed");
  });

  test("works in its own", async () => {
    const openai = await keyWith({ apis: ["openai"] });
    expect((await embedding(openai.secret)).status).toBe(200);
    const both = await keyWith({ apis: ["huggingface", "oip"] });
    expect((await ask(both.secret, "/models/langid", { inputs: "x" })).status).toBe(200);
    expect((await ask(both.secret, "/v2/models")).status).toBe(200);
  });

  test("is refused over gRPC when it is another", async () => {
    const [other, own] = [await keyWith({ apis: ["openai"] }), await keyWith({ apis: ["oip"] })];
    const refused = grpcClient(service.grpcAddress, other.secret);
    await expect(refused.serverMetadata()).rejects.toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining("it may use OpenAI's API (/v1)"),
    });
    const admitted = grpcClient(service.grpcAddress, own.secret);
    expect((await admitted.serverMetadata()).message.name).toBe("millrace");
    refused.close();
    admitted.close();
  });
});

describe("a key for some addresses", () => {
  test("works from them, over HTTP and gRPC", async () => {
    const { secret } = await keyWith({ allowedIps: ["127.0.0.0/8", "::1"] });
    expect((await embedding(secret)).status).toBe(200);
    const client = grpcClient(service.grpcAddress, secret);
    expect((await client.modelReady("embed")).message.ready).toBe(true);
    client.close();
  });

  test("is refused from elsewhere, whatever a header says", async () => {
    const { secret } = await keyWith({ allowedIps: ["203.0.113.7"] });
    const response = await embedding(secret, { "x-forwarded-for": "203.0.113.7" });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      error: { code: "address_not_allowed", message: expect.stringContaining("127.0.0.1") },
    });
    const client = grpcClient(service.grpcAddress, secret);
    await expect(client.modelReady("embed")).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
    client.close();
  });
});

test("a key that expires is refused at its moment, and says so", async () => {
  const expiresAt = new Date(Date.now() + 1_000);
  const { secret } = await keyWith({ expiresAt });
  expect((await embedding(secret)).status).toBe(200);
  await expect.poll(async () => (await embedding(secret)).status, WITHIN).toBe(401);
  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
  expect(await codeOf(await embedding(secret))).toBe("api_key_expired");
});

test("after a rotation both keys work, until the old one's grace ends", async () => {
  const { key, secret } = await keyWith({ deploymentIds: [embed.id] });
  expect((await embedding(secret)).status).toBe(200);
  const rotation = await rotateKey(owner, { id: key.id, graceMs: 3_000 });
  expect((await embedding(secret)).status).toBe(200);
  expect((await embedding(rotation.secret)).status).toBe(200);
  await expect.poll(async () => (await embedding(secret)).status, { ...WITHIN, timeout: 5_000 }).toBe(401);
  expect((await embedding(rotation.secret)).status).toBe(200);
});

test("what a key may do changes within two seconds", async () => {
  const { key, secret } = await keyWith({});
  expect((await embedding(secret)).status).toBe(200);
  const change = (wanted: Omit<Parameters<typeof updateKey>[1], "id">) =>
    updateKey(owner, { id: key.id, ...wanted });
  const answers = (wanted: number) =>
    expect.poll(async () => (await embedding(secret)).status, WITHIN).toBe(wanted);
  await change({ apis: ["oip"] });
  await answers(403);
  await change({ apis: [] });
  await answers(200);
  await change({ allowedIps: ["203.0.113.7"] });
  await answers(403);
  await change({ allowedIps: [], deploymentIds: [(await getDeployment(owner, { name: "langid" })).id] });
  await answers(404);
  await change({ deploymentIds: [] });
  await answers(200);
  await rotateKey(owner, { id: key.id, graceMs: 0 });
  await answers(401);
});

describe("GET /v1/key", () => {
  test("tells a key what it is and may do, never the secret", async () => {
    const expiresAt = new Date("2030-01-01T00:00:00Z");
    const { key, secret } = await keyWith({
      deploymentIds: [embed.id],
      apis: ["oip"],
      allowedIps: ["127.0.0.1"],
      expiresAt,
      isService: true,
    });
    const response = await ask(secret, "/v1/key");
    const text = await response.text();
    expect(response.status).toBe(200);
    expect(JSON.parse(text)).toEqual({
      object: "key",
      id: key.id,
      name: "scoped",
      team: { id: service.teamId, name: expect.stringMatching(/^Team /) },
      created: Math.floor(key.createdAt.getTime() / 1_000),
      expires_at: expiresAt.getTime() / 1_000,
      last_used_at: null,
      is_service: true,
      scopes: { deployments: [{ id: embed.id, name: "embed" }], apis: ["oip"], allowed_ips: ["127.0.0.1"] },
      access: { kind: "full", reason: null, until: null },
      limits: [],
      spend: { currency: "USD", month: "0", total: "0" },
    });
    expect(text).not.toContain(secret.slice(8, 40));
  });

  test("says null where a key is not bounded, and when it was used last", async () => {
    const { secret } = await keyWith({});
    const told = async () => (await ask(secret, "/v1/key")).json() as Promise<Record<string, unknown>>;
    expect(await told()).toMatchObject({
      expires_at: null,
      is_service: false,
      scopes: { deployments: null, apis: null, allowed_ips: null },
    });
    const now = Date.now() / 1_000;
    await expect
      .poll(async () => Number((await told()).last_used_at), { timeout: 15_000 })
      .toBeGreaterThan(now - 60);
  });

  test("tells a key its own limits, what is left of them, and what it spent", async () => {
    const { key, secret } = await keyWith({});
    const monthStart = new Date(`${new Date().toISOString().slice(0, 7)}-01T00:00:00Z`);
    const onKey = { scope: "key" as const, scopeId: key.id };
    await setLimit(owner, { ...onKey, measure: "spend", period: "total", value: 5_000_000_000_000n });
    await setLimit(owner, { ...onKey, measure: "requests", period: "month", value: 10n });
    for (const [period, startsAt] of [
      ["total", new Date(0)],
      ["month", monthStart],
    ])
      await db.sql(
        `INSERT INTO quota_counters (team_id, scope, scope_id, period, starts_at, requests, spend_pico)
         VALUES ($1, 'key', $2, $3, $4, 12, 1250000000000)`,
        [service.teamId, key.id, period, startsAt],
      );
    const told = (await (await ask(secret, "/v1/key")).json()) as Record<string, unknown>;
    const nextMonth = new Date(monthStart);
    nextMonth.setUTCMonth(monthStart.getUTCMonth() + 1);
    expect(told).toMatchObject({
      limits: [
        { measure: "spend", period: "total", value: "5", used: "1.25", remaining: "3.75", resets_at: null },
        {
          ...{ measure: "requests", period: "month", value: 10, used: 12, remaining: 0 },
          resets_at: nextMonth.getTime() / 1_000,
        },
      ],
      spend: { currency: "USD", month: "1.25", total: "1.25" },
    });
  });

  test("is for whoever has a key that works", async () => {
    expect((await ask("nonsense", "/v1/key")).status).toBe(401);
    const { key, secret } = await keyWith({});
    await revokeKey(owner, { id: key.id });
    expect(await codeOf(await ask(secret, "/v1/key"))).toBe("invalid_api_key");
  });
});
