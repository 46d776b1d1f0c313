import type { ModelProfile } from "@millrace/catalog";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { resourcesSchema } from "../resources.ts";
import { suggestResources } from "./suggest-resources.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

function profile(rest: Partial<ModelProfile> = {}): ModelProfile {
  return {
    nodeName: "n1",
    variant: "fp32",
    sizeBytes: 20_000_000,
    agreement: null,
    samples: 0,
    reason: null,
    measuredAt: new Date("2026-01-01T00:00:00Z"),
    loadMs: 90,
    memoryBytes: 200 * MIB,
    grid: [
      { rows: 1, tokens: 8, medianMs: 2, tokensPerSecond: 4_000 },
      { rows: 32, tokens: 32, medianMs: 56, tokensPerSecond: 18_000 },
    ],
    ...rest,
  };
}

describe("suggestResources", () => {
  test.each([
    [1, 1, 1],
    [2, 2, 1],
    [4, 1, 2],
    [8, 2, 4],
    [64, 2, 4],
  ])("%i cores: %i replicas of %i threads", (cores, replicas, threadsPerReplica) => {
    const { resources } = suggestResources(profile(), { cores, memoryBytes: 32 * GIB });
    expect(resources).toMatchObject({ replicas, threadsPerReplica });
  });

  test("the memory bound is twice what was measured, in steps of 64 MiB, and never below what a runtime needs", () => {
    const bound = (memoryBytes: number) =>
      suggestResources(profile({ memoryBytes }), null).resources.memoryBytesMax / MIB;
    expect(bound(200 * MIB)).toBe(768);
    expect(bound(512 * MIB)).toBe(1_024);
    expect(bound(512 * MIB + 1)).toBe(1_088);
  });

  test("says what was measured, and nothing where nothing was", () => {
    expect(suggestResources(profile(), null).why).toEqual({
      tokensPerSecond: 18_000,
      memoryBytes: 200 * MIB,
    });
    expect(suggestResources(null, null).why).toEqual({ tokensPerSecond: null, memoryBytes: null });
    expect(suggestResources(profile({ grid: [] }), null).why.tokensPerSecond).toBeNull();
  });

  test("a second replica is not suggested where the memory is not; its core is used all the same", () => {
    expect(suggestResources(profile(), { cores: 16, memoryBytes: GIB }).resources.replicas).toBe(1);
    expect(suggestResources(profile(), { cores: 2, memoryBytes: GIB }).resources).toMatchObject({
      replicas: 1,
      threadsPerReplica: 2,
    });
  });

  test("every suggestion is one that the form accepts", () => {
    const measured = fc.record({
      memoryBytes: fc.maxSafeNat(),
      speed: fc.double({ min: 0, max: 1e9, noNaN: true }),
      node: fc.option(
        fc.record({
          cores: fc.integer({ min: 1, max: 512 }),
          memoryBytes: fc.integer({ min: 1, max: 2 ** 30 }),
        }),
      ),
    });
    fc.assert(
      fc.property(measured, ({ memoryBytes, speed, node }) => {
        const grid = [{ rows: 1, tokens: 8, medianMs: 1, tokensPerSecond: speed }];
        const { resources } = suggestResources(profile({ memoryBytes, grid }), node);
        expect(resourcesSchema.parse(resources)).toEqual(resources);
      }),
    );
  });
});
