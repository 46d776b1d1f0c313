import { testDatabase } from "@millrace/testing";
import { afterAll, expect, test } from "vitest";
import { startTestService } from "../testing/start-test-service.ts";

/** Measuring takes seconds, and many of them on a machine that is busy with other tests. */
const TIMEOUT_MS = 240_000;

const db = await testDatabase();
const service = await startTestService(db, {}, "auto");
afterAll(() => service.stop());

type Replica = { name: string; state: string; variant: string };

async function replicas(): Promise<Replica[]> {
  const rows = await db.sql(
    "SELECT d.name, r.state, r.variant FROM replica_states r JOIN deployments d ON d.id = r.deployment_id",
  );
  return rows as Replica[];
}

async function embed(): Promise<number[]> {
  const response = await service.post("/v1/embeddings", {
    model: "embed",
    input: "the wheel turns",
    encoding_format: "float",
  });
  expect(response.status).toBe(200);
  const { data } = (await response.json()) as { data: { embedding: number[] }[] };
  return data[0]?.embedding ?? [];
}

test("a first deployment becomes int8 by itself, without a gap, and answers nearly the same", {
  timeout: TIMEOUT_MS,
}, async () => {
  const before = await embed();
  let seen: Replica[] = [];
  while (!isWholly("int8", seen)) {
    await embed();
    seen = await replicas();
  }
  const profiles = await db.sql(
    `SELECT v.model_name AS model, p.variant, p.reason, p.agreement IS NOT NULL AS compared
     FROM model_profiles p JOIN model_versions v ON v.id = p.model_version_id ORDER BY 1, 2`,
  );
  expect(profiles).toEqual(
    ["millrace-embed", "millrace-langid"].flatMap((model) => [
      { model, variant: "fp32", reason: null, compared: false },
      { model, variant: "int8", reason: null, compared: true },
    ]),
  );
  const now = await embed();
  expect(now).not.toEqual(before);
  expect(cosine(now, before)).toBeGreaterThan(0.999);
});

/** Both deployments run this variant and no other. */
function isWholly(variant: string, seen: readonly Replica[]): boolean {
  const ready = new Set(seen.filter(({ state }) => state === "ready").map(({ name }) => name));
  return ready.size === 2 && seen.every((replica) => replica.variant === variant);
}

function cosine(one: readonly number[], other: readonly number[]): number {
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, value, index) => total + value * (b[index] ?? 0), 0);
  return product(one, other) / Math.sqrt(product(one, one) * product(other, other));
}
