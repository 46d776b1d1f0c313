import fc from "fast-check";
import { expect, test } from "vitest";
import type { ReplicaStatus } from "./status.ts";
import { effort } from "./testing/effort.ts";
import { FAILING_TOKEN, SLOW_TOKEN } from "./testing/fragile-tokens.ts";
import { EMBED_SPEC, FRAGILE_PROGRAM } from "./testing/specs.ts";
import { cosine, startEngine } from "./testing/start-engine.ts";

const SEED = 20_261_124;
const CALLS = 400 * effort;
const AT_ONCE = 40;
/** Room for a few of the inputs, so that answers come and go. */
const SPEC = { ...EMBED_SPEC, replicas: 2, cacheBytesMax: 5 * 2_100 };
/** Few and alike, one slow and one that always fails. */
const INPUTS = [
  [1],
  [2],
  [1, 2],
  [2, 1],
  [1, 2, 3],
  [3, 2, 1],
  [4, 4],
  [4, 4, 4],
  [SLOW_TOKEN],
  [FAILING_TOKEN],
];
const FAILING = INPUTS.length - 1;

type Call = { picks: number[]; leaves: boolean; kills: boolean };

const anyCall: fc.Arbitrary<Call> = fc.record({
  picks: fc.array(fc.nat({ max: FAILING }), { minLength: 1, maxLength: 4 }),
  leaves: fc.nat({ max: 9 }).map((chance) => chance === 0),
  kills: fc.nat({ max: 79 }).map((chance) => chance === 0),
});

test("whatever fails, leaves or is killed, every answer is the answer to its own input", {
  timeout: 60_000 * effort,
}, async () => {
  const { engine, allBecome, replicasOf } = await startEngine({}, FRAGILE_PROGRAM);
  await engine.apply({ ...SPEC, cacheBytesMax: 0 });
  await allBecome(SPEC.id, "ready", 2);
  const embed = (picks: readonly number[], signal?: AbortSignal) =>
    engine.embed(SPEC.id, { inputs: picks.map((pick) => INPUTS[pick] ?? []), truncate: false, signal });
  const golden: Float32Array[] = [];
  for (const pick of INPUTS.slice(0, FAILING).keys()) golden.push(...(await embed([pick])).vectors);
  await engine.apply(SPEC);

  const uses = new Map<string, number>();
  const play = async ({ picks, leaves, kills }: Call) => {
    const client = new AbortController();
    const answer = embed(picks, client.signal);
    if (leaves) client.abort(new Error("gone"));
    if (kills) killOne(replicasOf(SPEC.id));
    const [outcome] = await Promise.allSettled([answer]);
    if (outcome.status === "rejected") {
      const isExpected = leaves || picks.includes(FAILING);
      expect(isExpected, String(outcome.reason)).toBe(true);
      if (!leaves) expect(outcome.reason).toMatchObject({ code: "serving.item_failed" });
      return;
    }
    const { vectors, inputTokens, cachedInputTokens, cache } = outcome.value;
    uses.set(cache, (uses.get(cache) ?? 0) + 1);
    expect(picks).not.toContain(FAILING);
    for (const [at, pick] of picks.entries()) {
      expect(cosine(vectors[at] ?? new Float32Array(), golden[pick] ?? new Float32Array())).toBeGreaterThan(
        0.99999,
      );
    }
    expect(inputTokens).toBe(picks.reduce((sum, pick) => sum + (INPUTS[pick]?.length ?? 0), 0));
    expect(cache === "hit").toBe(cachedInputTokens === inputTokens);
  };
  const calls = fc.sample(anyCall, { numRuns: CALLS, seed: SEED });
  for (let from = 0; from < CALLS; from += AT_ONCE) {
    await Promise.all(calls.slice(from, from + AT_ONCE).map(play));
  }
  expect([...uses.keys()]).toEqual(expect.arrayContaining(["hit", "partial", "miss"]));
  expect(engine.status()[0]).toMatchObject({ queuedRequests: 0, queuedTokens: 0 });
});

function killOne(replicas: readonly ReplicaStatus[]): void {
  const victim = replicas.find(({ state }) => state === "ready")?.pid;
  try {
    if (victim) process.kill(victim, "SIGKILL");
  } catch {
    // It was killed a moment ago, and nobody has heard of it yet.
  }
}
