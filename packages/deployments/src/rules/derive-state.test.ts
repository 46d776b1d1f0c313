import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WANTED } from "../deployment.ts";
import { REPLICA_STATES, type ReplicaState } from "../replica.ts";
import { deriveState, type Observed } from "./derive-state.ts";

const alive = { name: "n1", alive: true };

function observed(states: ReplicaState[], rest: Partial<Observed> = {}): Observed {
  return {
    wanted: "running",
    replicasWanted: 2,
    placement: { node: alive, replicas: 2, reason: null },
    replicas: states.map((state) => ({ state, reason: state === "quarantined" ? "It died." : null })),
    ...rest,
  };
}

describe("deriveState", () => {
  test.each<[ReplicaState[], string, string | null]>([
    [[], "starting", null],
    [["starting", "starting"], "starting", null],
    [["ready", "starting"], "starting", "1 of 2 replicas is ready."],
    [["ready", "ready"], "running", null],
    [["ready", "ready", "stopping"], "running", null],
    [["ready", "ready", "quarantined"], "running", null],
    [["ready", "restarting"], "degraded", "1 of 2 replicas is ready."],
    [["ready", "quarantined"], "degraded", "It died."],
    [["restarting", "restarting"], "degraded", "0 of 2 replicas are ready."],
    [["quarantined", "quarantined"], "failed", "It died."],
    [["stopping", "stopping"], "starting", null],
    [["unloaded", "unloaded"], "running", null],
    [["unloaded", "starting"], "starting", "1 of 2 replicas is ready."],
  ])("replicas %j are %s", (states, state, reason) => {
    expect(deriveState(observed(states))).toEqual({ state, reason });
  });

  test("what a replica waits for before it can start is told", () => {
    const replicas = [{ state: "starting" as const, reason: "A variant is being made." }];
    expect(deriveState(observed([], { replicas }))).toEqual({
      state: "starting",
      reason: "A variant is being made.",
    });
  });

  test("what is not wanted is stopped, whatever still runs", () => {
    expect(deriveState(observed(["ready", "ready"], { wanted: "stopped" }))).toEqual({
      state: "stopped",
      reason: null,
    });
  });

  test("what no node has room for says why", () => {
    const placement = { node: null, replicas: 0, reason: "Needs more." };
    expect(deriveState(observed([], { placement }))).toEqual({
      state: "unschedulable",
      reason: "Needs more.",
    });
  });

  test("what a dead node last said does not count", () => {
    const placement = { node: { name: "n1", alive: false }, replicas: 2, reason: null };
    expect(deriveState(observed(["ready", "ready"], { placement }))).toEqual({
      state: "failed",
      reason: "The node n1 does not answer.",
    });
  });

  test("fewer replicas than wanted because of room is degraded once those are ready", () => {
    const placement = { node: alive, replicas: 1, reason: "Not all fit." };
    expect(deriveState(observed(["starting"], { placement })).state).toBe("starting");
    expect(deriveState(observed(["ready"], { placement }))).toEqual({
      state: "degraded",
      reason: "Not all fit.",
    });
  });

  test("every observation has a state, and none claims more than its replicas", () => {
    const anything = fc.record<Observed>({
      wanted: fc.constantFrom(...WANTED),
      replicasWanted: fc.integer({ min: 1, max: 4 }),
      placement: fc.option(
        fc.record({
          node: fc.option(fc.record({ name: fc.string(), alive: fc.boolean() })),
          replicas: fc.nat({ max: 4 }),
          reason: fc.option(fc.string()),
        }),
      ),
      replicas: fc.array(
        fc.record({ state: fc.constantFrom(...REPLICA_STATES), reason: fc.option(fc.string()) }),
        { maxLength: 5 },
      ),
    });
    fc.assert(
      fc.property(anything, (input) => {
        const { state, reason } = deriveState(input);
        const ready = input.replicas.filter(({ state }) => state === "ready" || state === "unloaded").length;
        expect(state === "stopped").toBe(input.wanted === "stopped");
        if (state === "running") {
          expect(ready).toBeGreaterThanOrEqual(input.replicasWanted);
          expect(input.placement?.node?.alive).toBe(true);
          expect(reason).toBeNull();
        }
        if (state === "failed" && input.placement?.node?.alive) expect(ready).toBe(0);
      }),
    );
  });
});
