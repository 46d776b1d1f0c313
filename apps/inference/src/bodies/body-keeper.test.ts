import { Fault, newId } from "@millrace/kernel";
import type { Body } from "@millrace/privacy";
import { createLog, createMetrics } from "@millrace/telemetry";
import type { FastifyRequest } from "fastify";
import { describe, expect, test } from "vitest";
import { noteCaller } from "../http/caller.ts";
import type { Admission } from "../service.ts";
import { createBodyKeeper } from "./body-keeper.ts";
import { BodyQueue, QUEUE_BOUNDS } from "./body-queue.ts";

const away = new Fault({ kind: "unavailable", code: "db.unavailable", message: "The database is away." });

function keeperWith(keep: (teamId: string, bodies: readonly Body[]) => Promise<number>, queue?: BodyQueue) {
  const metrics = createMetrics();
  const lines: string[] = [];
  const log = createLog({ service: "test" }, { write: (line) => lines.push(line) });
  const keeping = new Set<string>();
  const assignments = { keepsBodies: (teamId: string) => keeping.has(teamId) };
  const keeper = createBodyKeeper({ assignments, keep, metrics, log, ...(queue && { queue }) });

  /** A request of a team that comes in and is answered. */
  function ask(teamId: string, text: string, keepsBodies = true): void {
    if (keepsBodies) keeping.add(teamId);
    const request = {} as FastifyRequest;
    noteCaller(request, { teamId, keyId: newId(), deploymentIds: [] });
    keeper.arrived(request, Buffer.from(text));
    const deployment = { keepsBodies } as Admission["deployment"];
    keeper.answered({ id: newId(), at: new Date(), teamId, deployment }, request, () => "{}");
  }

  return { keeper, ask, lines, rendered: () => metrics.render() };
}

/** Keeps everything, in memory. */
function recorder() {
  const batches: [string, string[]][] = [];
  const keep = async (teamId: string, bodies: readonly Body[]) => {
    batches.push([teamId, bodies.map(({ request }) => Buffer.from(request.kept).toString())]);
    return bodies.length;
  };
  return { batches, keep };
}

describe("keeping bodies", () => {
  test("nothing is held of a team that keeps none, and its answer is not even written", async () => {
    const { batches, keep } = recorder();
    const { keeper } = keeperWith(keep);
    const request = {} as FastifyRequest;
    noteCaller(request, { teamId: "a", keyId: "k", deploymentIds: [] });
    keeper.arrived(request, Buffer.from("asked"));
    const deployment = { keepsBodies: false } as Admission["deployment"];
    const write = () => {
      throw new Error("was written");
    };
    keeper.answered({ id: newId(), at: new Date(), teamId: "a", deployment }, request, write);
    await keeper.flush();
    expect(batches).toEqual([]);
  });

  test("of a team that keeps them each goes once, in order, in batches", async () => {
    const { batches, keep } = recorder();
    const { keeper, ask } = keeperWith(keep);
    for (let n = 0; n < 450; n++) ask("a", `a${n}`);
    ask("b", "b0");
    await keeper.flush();
    await keeper.flush();
    expect(batches.map(([team, bodies]) => [team, bodies.length])).toEqual([
      ["a", 200],
      ["b", 1],
      ["a", 200],
      ["a", 50],
    ]);
    const ofA = batches.flatMap(([team, bodies]) => (team === "a" ? bodies : []));
    expect(ofA).toEqual(Array.from({ length: 450 }, (_, n) => `a${n}`));
  });

  test("while the database is away they wait; beyond the bound they are dropped, counted and said once", async () => {
    const { batches, keep } = recorder();
    let isAway = true;
    const { keeper, ask, rendered, lines } = keeperWith(
      async (teamId, bodies) => {
        if (isAway) throw away;
        return keep(teamId, bodies);
      },
      new BodyQueue({ ...QUEUE_BOUNDS, teamBodiesMax: 3, bodiesMax: 5 }),
    );
    for (let n = 0; n < 10; n++) ask("a", `a${n}`);
    await expect(keeper.flush()).rejects.toBe(away);
    for (let n = 0; n < 10; n++) ask("b", `b${n}`);
    expect(rendered()).toContain('millrace_bodies_dropped_total{team="a",reason="full"} 7');
    expect(rendered()).toContain('millrace_bodies_dropped_total{team="b",reason="full"} 8');
    expect(lines.filter((line) => line.includes("are dropped"))).toHaveLength(2);
    isAway = false;
    await keeper.flush();
    expect(batches).toEqual([
      ["a", ["a0", "a1", "a2"]],
      ["b", ["b0", "b1"]],
    ]);
    ask("a", "again");
    await keeper.flush();
    expect(batches.at(-1)).toEqual(["a", ["again"]]);
  });

  test("what cannot be kept for another reason holds up nothing, and is not in the log", async () => {
    const { batches, keep } = recorder();
    const { keeper, ask, rendered, lines } = keeperWith(async (teamId, bodies) => {
      if (teamId === "a") throw new Error("the key of this team is gone");
      return keep(teamId, bodies);
    });
    ask("a", "a canary");
    ask("b", "b0");
    await keeper.flush();
    expect(batches).toEqual([["b", ["b0"]]]);
    expect(rendered()).toContain('millrace_bodies_dropped_total{team="a",reason="failed"} 1');
    expect(lines.join("")).toContain("cannot be kept");
    expect(lines.join("")).not.toContain("canary");
  });

  test("what the team has switched off in the meantime is counted as such", async () => {
    const { keeper, ask, rendered } = keeperWith(async () => 0);
    ask("a", "a0");
    await keeper.flush();
    expect(rendered()).toContain('millrace_bodies_dropped_total{team="a",reason="off"} 1');
  });

  test("a long body is cut, and its length said", async () => {
    const kept: Body[] = [];
    const { keeper, ask } = keeperWith(async (_, bodies) => kept.push(...bodies));
    ask("a", "x".repeat(100_000));
    await keeper.flush();
    expect(kept[0]?.request.bytes).toBe(100_000);
    expect(kept[0]?.request.kept).toHaveLength(64 * 1024);
  });
});
