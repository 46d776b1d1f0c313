import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { expect, test } from "vitest";
import {
  type Holding,
  holdDeployments,
  listLimits,
  raiseLimit,
  requireRoomForBytes,
  roomForBytes,
  setLimit,
} from "../index.ts";

const db = await testDatabase();
const clock = fakeClock();

async function teamWith(measure: Holding, value: bigint): Promise<TestTeam & { limitId: string }> {
  const team = await makeTeam(db, clock);
  const place = { scope: "team", scopeId: team.teamId, measure, period: "now" } as const;
  const { id } = await setLimit(team.as("owner"), { ...place, value });
  return { ...team, limitId: id };
}

type Footprint = { replicas: number; threadsPerReplica: number };

/** Writes a deployment by plain SQL, as whoever deploys does, and holds it to the limits in the same transaction. */
function deploy({ teamId }: TestTeam, after: Footprint, before: Footprint | null = null): Promise<void> {
  return db.database.inTeam(teamId, async (tx) => {
    const id = newId();
    await tx.$executeRaw`
      INSERT INTO deployments (team_id, id, name, model_version_id, model_name, task, wanted, replicas, threads_per_replica,
        memory_bytes_max, batch_tokens_max, batch_rows_max, queue_requests_max, created_at, updated_at)
      VALUES (${teamId}::uuid, ${id}::uuid, ${`d-${id.slice(-8)}`}, ${newId()}::uuid, 'm',
        'feature-extraction', 'running', ${after.replicas}, ${after.threadsPerReplica}, 1, 1, 1, 1, now(), now())`;
    await holdDeployments(tx, { clock }, { teamId, before, after });
  });
}

test("replicas are held to the limit, and a refusal says which, its value, who set it, what is used and needed", async () => {
  const team = await teamWith("replicas", 3n);
  await deploy(team, { replicas: 2, threadsPerReplica: 8 });
  const refused = deploy(team, { replicas: 2, threadsPerReplica: 1 });
  await expect(refused).rejects.toMatchObject({
    kind: "limit_exceeded",
    code: "quotas.replicas_exceeded",
  });
  await expect(refused).rejects.toThrow(
    "This team may have 3 replicas, set by Ada. It has 2, and 2 more are needed. Stop a deployment or give one fewer replicas, or raise the limit.",
  );
  await deploy(team, { replicas: 1, threadsPerReplica: 1 });
  expect(await listLimits(team.as("viewer"))).toMatchObject([
    { measure: "replicas", used: 3n, reserved: 0n },
  ]);
});

test("a compute unit is a thread of a replica", async () => {
  const team = await teamWith("compute_units", 8n);
  await deploy(team, { replicas: 2, threadsPerReplica: 3 });
  await expect(deploy(team, { replicas: 3, threadsPerReplica: 1 })).rejects.toMatchObject({
    code: "quotas.compute_units_exceeded",
  });
  await deploy(team, { replicas: 2, threadsPerReplica: 1 });
});

test("of many that deploy at once as many come through as fit", async () => {
  const team = await teamWith("replicas", 3n);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 8 }, () => deploy(team, { replicas: 1, threadsPerReplica: 1 })),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
});

test("a limit below what is used stops nothing: what asks for no more passes, what asks for more does not", async () => {
  const team = await teamWith("replicas", 4n);
  await deploy(team, { replicas: 4, threadsPerReplica: 1 });
  const place = { scope: "team", scopeId: team.teamId, measure: "replicas", period: "now" } as const;
  await setLimit(team.as("owner"), { ...place, value: 1n });
  expect(await listLimits(team.as("owner"))).toMatchObject([{ effective: 1n, used: 4n }]);
  const two = { replicas: 2, threadsPerReplica: 1 };
  const change = (before: Footprint) =>
    db.database.inTeam(team.teamId, (tx) =>
      holdDeployments(tx, { clock }, { teamId: team.teamId, before, after: two }),
    );
  await change({ replicas: 4, threadsPerReplica: 1 });
  await change(two);
  await expect(change({ replicas: 1, threadsPerReplica: 1 })).rejects.toMatchObject({
    code: "quotas.replicas_exceeded",
  });
});

test("a raise counts while it lasts, and other teams' deployments never do", async () => {
  const [team, other] = [await teamWith("replicas", 1n), await teamWith("replicas", 5n)];
  await deploy(other, { replicas: 5, threadsPerReplica: 1 });
  const until = new Date(clock.now().getTime() + 60_000);
  await raiseLimit(team.as("owner"), { id: team.limitId, value: 2n, until, reason: "launch" });
  await deploy(team, { replicas: 2, threadsPerReplica: 1 });
  await expect(deploy(team, { replicas: 1, threadsPerReplica: 1 })).rejects.toThrow();
});

test("bytes that bodies and exports take are counted, and what is left of a limit is known", async () => {
  const team = await teamWith("stored_bytes", 1_000n);
  const free = await makeTeam(db, clock);
  const roomOf = (teamId: string) => db.database.inSystem((tx) => roomForBytes(tx, { clock, teamId }));
  const require = () =>
    db.database.inTeam(team.teamId, (tx) => requireRoomForBytes(tx, { clock, teamId: team.teamId }));
  await db.sql(
    "INSERT INTO request_bodies (team_id, request_id, at, expires_at, sealed) VALUES ($1, $2, now(), now(), $3)",
    [team.teamId, newId(), Buffer.alloc(300)],
  );
  expect(await roomOf(team.teamId)).toBe(700n);
  await require();
  await db.sql(
    "INSERT INTO team_exports (team_id, id, requested_at, expires_at, size_bytes) VALUES ($1, $2, now(), now(), 900)",
    [team.teamId, newId()],
  );
  expect(await roomOf(team.teamId)).toBe(0n);
  await expect(require()).rejects.toMatchObject({ code: "quotas.stored_bytes_exceeded" });
  await expect(require()).rejects.toThrow(
    "This team may have 1000 bytes, set by Ada. It has 1200. Keep bodies",
  );
  expect(await roomOf(free.teamId)).toBeNull();
});

test.each([
  ["of a key", { scope: "key" as const }],
  ["in a month", { period: "month" as const }],
  ["that is throttled", { throttleAt: 80 }],
])("a limit on replicas %s is none", async (_, changes) => {
  const team = await makeTeam(db, clock);
  const place = { scope: "team", scopeId: team.teamId, measure: "replicas", period: "now" } as const;
  await expect(setLimit(team.as("owner"), { ...place, value: 1n, ...changes })).rejects.toMatchObject({
    code: "quotas.limit_invalid",
  });
});
