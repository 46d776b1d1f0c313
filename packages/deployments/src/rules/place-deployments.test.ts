import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PlaceableNode, type Placement, placeDeployments, type Wish } from "./place-deployments.ts";

const MIB = 2 ** 20;

function node(id: string, memoryMib: number, rest: Partial<PlaceableNode> = {}): PlaceableNode {
  return {
    id,
    name: `node ${id}`,
    cores: 4,
    memoryBytes: memoryMib * MIB,
    providers: ["cpu"],
    alive: true,
    ...rest,
  };
}

function wish(deploymentId: string, rest: Partial<Wish> = {}): Wish {
  return {
    teamId: "team",
    deploymentId,
    generation: 1,
    replicas: 1,
    threadsPerReplica: 1,
    memoryBytesMax: 600 * MIB,
    executionProvider: "auto",
    residency: "resident",
    placed: null,
    ...rest,
  };
}

/** The wishes as the controller reads them after the placements were saved. */
function after(wishes: readonly Wish[], placements: readonly Placement[]): Wish[] {
  return wishes.map((one, index) => ({ ...one, placed: placements[index] ?? null }));
}

function seats(placements: readonly Placement[]): [string, string | null, number][] {
  return placements.map(({ deploymentId, nodeId, replicas }) => [deploymentId, nodeId, replicas]);
}

describe("a new deployment", () => {
  test("goes whole onto the node with the most memory left", () => {
    const nodes = [node("a", 2_000), node("b", 4_000)];
    const placements = placeDeployments(nodes, [wish("x", { replicas: 2 }), wish("y", { replicas: 2 })]);
    expect(seats(placements)).toEqual([
      ["x", "b", 2],
      ["y", "b", 2],
    ]);
  });

  test("goes onto the first by id of nodes with the same room, however they are listed", () => {
    for (const nodes of [
      [node("a", 2_000), node("b", 2_000)],
      [node("b", 2_000), node("a", 2_000)],
    ]) {
      expect(seats(placeDeployments(nodes, [wish("x")]))).toEqual([["x", "a", 1]]);
    }
  });

  test("that fits nowhere says what it needs and what there is", () => {
    const [placement] = placeDeployments([node("a", 1_125), node("b", 500)], [wish("x", { replicas: 3 })]);
    expect(placement).toMatchObject({
      nodeId: null,
      replicas: 0,
      reason:
        "Needs 3 × (600 MiB and 1 thread); the node with the most room, node a, has 900 MiB and 16 threads left.",
    });
  });

  test("is held back by threads as well as by memory", () => {
    const [placement] = placeDeployments(
      [node("a", 100_000, { cores: 2 })],
      [wish("x", { replicas: 3, threadsPerReplica: 3 })],
    );
    expect(placement).toMatchObject({ nodeId: null, reason: expect.stringContaining("8 threads left") });
  });

  test.each([
    [[], "No inference node has registered yet."],
    [[node("a", 9_000, { alive: false })], "No inference node answers."],
  ])("without a living node waits for one", (nodes, reason) => {
    expect(placeDeployments(nodes, [wish("x")])).toMatchObject([{ nodeId: null, replicas: 0, reason }]);
  });
});

describe("a deployment that runs", () => {
  const here = { nodeId: "a", replicas: 1, generation: 1, reason: null };

  test("stays where it is, though another node has more room", () => {
    const placements = placeDeployments([node("a", 1_000), node("b", 9_000)], [wish("x", { placed: here })]);
    expect(seats(placements)).toEqual([["x", "a", 1]]);
  });

  test("keeps its place though an older one wants to grow", () => {
    const older = wish("old", { replicas: 2, generation: 2, placed: here });
    const placements = placeDeployments([node("a", 1_600)], [older, wish("young", { placed: here })]);
    expect(seats(placements)).toEqual([
      ["old", "a", 1],
      ["young", "a", 1],
    ]);
  });

  test("keeps its place though an older one wants more for each replica", () => {
    const older = wish("old", { memoryBytesMax: 900 * MIB, generation: 2, placed: here });
    const placements = placeDeployments([node("a", 1_600)], [older, wish("young", { placed: here })]);
    expect(seats(placements)).toEqual([
      ["old", null, 0],
      ["young", "a", 1],
    ]);
  });

  test("grows where it is while there is room, though another node has more", () => {
    const grown = wish("x", { replicas: 2, generation: 2, placed: here });
    expect(seats(placeDeployments([node("a", 2_000), node("b", 9_000)], [grown]))).toEqual([["x", "a", 2]]);
  });

  test("that outgrows every node goes on with what fits, and says so", () => {
    const grown = wish("x", { replicas: 3, generation: 2, placed: here });
    expect(placeDeployments([node("a", 1_875)], [grown])).toMatchObject([
      {
        nodeId: "a",
        replicas: 2,
        reason:
          "Not all of 3 replicas fit: each needs 600 MiB and 1 thread; node a has 300 MiB and 14 threads left.",
      },
    ]);
  });

  test("that outgrows its node moves to one that holds it whole", () => {
    const grown = wish("x", { replicas: 3, generation: 2, placed: here });
    const placements = placeDeployments([node("a", 1_000), node("b", 3_000)], [grown]);
    expect(seats(placements)).toEqual([["x", "b", 3]]);
  });

  test("moves when its node falls silent", () => {
    const silent = node("a", 9_000, { alive: false });
    const placements = placeDeployments([silent, node("b", 1_000)], [wish("x", { placed: here })]);
    expect(seats(placements)).toEqual([["x", "b", 1]]);
  });

  test("stays on a silent node that no other can stand in for: it may still answer", () => {
    const silent = node("a", 9_000, { alive: false });
    const running = wish("x", { placed: here });
    for (const nodes of [[silent], [silent, node("b", 100)]]) {
      expect(placeDeployments(nodes, [running])).toMatchObject([{ nodeId: "a", replicas: 1, reason: null }]);
    }
    expect(placeDeployments([silent], [{ ...running, replicas: 2, generation: 2 }])).toMatchObject([
      { nodeId: "a", replicas: 1, generation: 2, reason: "No inference node answers." },
    ]);
  });
});

describe("a deployment that is loaded on demand", () => {
  const lazy = (id: string, rest: Partial<Wish> = {}) => wish(id, { residency: "on_demand", ...rest });

  test("takes nothing from the others, and is placed where all is promised already", () => {
    const wishes = [lazy("a", { replicas: 2 }), wish("b", { replicas: 2 }), lazy("c", { replicas: 2 })];
    expect(seats(placeDeployments([node("n", 1_600)], wishes))).toEqual([
      ["a", "n", 2],
      ["b", "n", 2],
      ["c", "n", 2],
    ]);
  });

  test("that the node could not hold even alone says so", () => {
    const wishes = [wish("b"), lazy("a", { replicas: 3 })];
    expect(placeDeployments([node("n", 1_600)], wishes)[1]).toMatchObject({
      nodeId: null,
      reason:
        "Needs 3 × (600 MiB and 1 thread); the node with the most room, node n, has 1280 MiB and 16 threads in all.",
    });
  });
});

describe("a deployment that asks for an execution provider", () => {
  const onCuda = wish("x", { executionProvider: "cuda" });

  test("goes onto a node that has it, though another has more room", () => {
    const nodes = [node("a", 1_000, { providers: ["cpu", "cuda"] }), node("b", 9_000)];
    expect(seats(placeDeployments(nodes, [onCuda]))).toEqual([["x", "a", 1]]);
  });

  test("runs nowhere rather than on something else", () => {
    const placed = { nodeId: "b", replicas: 1, generation: 1, reason: null };
    for (const one of [onCuda, { ...onCuda, placed }]) {
      expect(placeDeployments([node("b", 9_000)], [one])).toMatchObject([
        { nodeId: null, replicas: 0, reason: "No node that answers computes on cuda." },
      ]);
    }
  });
});

describe("whatever the nodes and the wishes", () => {
  const NODE_IDS = ["a", "b", "c"];
  const machineArbitrary = fc.record({
    memory: fc.integer({ min: 0, max: 8_000 }),
    cores: fc.integer({ min: 1, max: 8 }),
    alive: fc.boolean(),
    providers: fc.constantFrom(["cpu"], ["cpu", "cuda"]),
  });
  const nodesArbitrary = fc
    .array(machineArbitrary, { maxLength: 3 })
    .map((list) => list.map(({ memory, ...rest }, index) => node(NODE_IDS[index] ?? "z", memory, rest)));
  const placedArbitrary = fc.option(
    fc.record({
      nodeId: fc.option(fc.constantFrom(...NODE_IDS)),
      replicas: fc.nat({ max: 4 }),
      generation: fc.constantFrom(1, 2),
      reason: fc.constant(null),
    }),
  );
  const wishesArbitrary = fc
    .array(
      fc.record({
        replicas: fc.integer({ min: 1, max: 4 }),
        threadsPerReplica: fc.integer({ min: 1, max: 6 }),
        memoryMib: fc.integer({ min: 1, max: 3_000 }),
        executionProvider: fc.constantFrom("auto", "cuda"),
        residency: fc.constantFrom("resident", "on_demand"),
        placed: placedArbitrary,
      }),
      { maxLength: 8 },
    )
    .map((list) =>
      list.map(({ memoryMib, ...rest }, index) =>
        wish(`${index}`, { ...rest, generation: 2, memoryBytesMax: memoryMib * MIB }),
      ),
    );

  test("no node is promised more than its budget, or what it cannot compute on", () => {
    fc.assert(
      fc.property(nodesArbitrary, wishesArbitrary, (nodes, wishes) => {
        const placements = placeDeployments(nodes, wishes);
        for (const { id, memoryBytes, cores, providers, alive } of nodes) {
          const here = wishes.flatMap((one, index) => {
            const placement = placements[index];
            return placement?.nodeId === id ? [{ ...one, replicas: placement.replicas }] : [];
          });
          if (!alive) {
            expect(
              here.every(({ placed, replicas }) => placed?.nodeId === id && replicas <= placed.replicas),
            ).toBe(true);
            continue;
          }
          const resident = here.filter(({ residency }) => residency === "resident");
          for (const promised of [resident, ...here.map((one) => [one])]) {
            expect(sum(promised, (one) => one.replicas * one.memoryBytesMax)).toBeLessThanOrEqual(
              memoryBytes * 0.8,
            );
            expect(sum(promised, (one) => one.replicas * one.threadsPerReplica)).toBeLessThanOrEqual(
              cores * 4,
            );
          }
          for (const { executionProvider } of here) {
            expect(["auto", ...providers]).toContain(executionProvider);
          }
        }
      }),
    );
  });

  test("every wish is answered: all its replicas, or a reason", () => {
    fc.assert(
      fc.property(nodesArbitrary, wishesArbitrary, (nodes, wishes) => {
        const placements = placeDeployments(nodes, wishes);
        expect(placements.map(({ deploymentId }) => deploymentId)).toEqual(
          wishes.map(({ deploymentId }) => deploymentId),
        );
        placements.forEach((placement, index) => {
          const isWhole = placement.replicas === wishes[index]?.replicas;
          expect(placement.reason === null).toBe(isWhole);
          expect(placement.nodeId === null).toBe(placement.replicas === 0);
        });
      }),
    );
  });

  test("the order in which nodes are listed does not matter", () => {
    fc.assert(
      fc.property(nodesArbitrary, wishesArbitrary, (nodes, wishes) => {
        expect(placeDeployments(nodes.toReversed(), wishes)).toEqual(placeDeployments(nodes, wishes));
      }),
    );
  });

  test("a newcomer moves and shrinks nobody", () => {
    fc.assert(
      fc.property(nodesArbitrary, wishesArbitrary, wishesArbitrary, (nodes, wishes, others) => {
        const before = placeDeployments(nodes, wishes);
        const newcomers = others.map((one) => ({
          ...one,
          deploymentId: `new ${one.deploymentId}`,
          placed: null,
        }));
        const both = placeDeployments(nodes, [...wishes, ...newcomers]);
        expect(seats(both.slice(0, wishes.length))).toEqual(seats(before));
      }),
    );
  });

  test("repeating it settles, and what is whole never moves again", () => {
    fc.assert(
      fc.property(nodesArbitrary, wishesArbitrary, (nodes, wishes) => {
        let placements = placeDeployments(nodes, wishes);
        for (let round = 0; round <= wishes.length; round++) {
          const next = placeDeployments(nodes, after(wishes, placements));
          placements.forEach((placement, index) => {
            const home = nodes.find(({ id }) => id === placement.nodeId);
            if (placement.reason === null && home?.alive) expect(next[index]).toEqual(placement);
          });
          placements = next;
        }
        expect(placeDeployments(nodes, after(wishes, placements))).toEqual(placements);
      }),
    );
  });
});

function sum<T>(things: readonly T[], amount: (thing: T) => number): number {
  return things.reduce((total, thing) => total + amount(thing), 0);
}
