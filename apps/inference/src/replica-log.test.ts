import type { GroupStatus, ReplicaStatus } from "@millrace/serving";
import { createLog } from "@millrace/telemetry";
import { expect, test } from "vitest";
import { createReplicaLog } from "./replica-log.ts";

const READY = {
  state: "ready",
  since: new Date(0),
  reason: null,
  detail: null,
  restarts: 0,
} as ReplicaStatus;
const DEAD = {
  ...READY,
  state: "restarting",
  since: new Date(1_000),
  reason: "The process ended (SIGKILL).",
  detail: "SIGKILL out of memory",
} as ReplicaStatus;

function watch() {
  const lines: Record<string, unknown>[] = [];
  let replicas: ReplicaStatus[] = [];
  const engine = { status: () => [{ id: "d", replicas } as unknown as GroupStatus] };
  const log = createLog({ service: "test" }, { write: (line) => lines.push(JSON.parse(line)) });
  const write = createReplicaLog({ engine, teamOf: () => "t", log });
  const become = (...now: ReplicaStatus[]) => {
    replicas = now;
    write("d");
  };
  return { lines, become };
}

test("the operator reads once why a replica stopped, with the details", () => {
  const { lines, become } = watch();
  become(READY, READY);
  become(READY, DEAD);
  become(DEAD, READY);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({
    level: "warn",
    teamId: "t",
    deploymentId: "d",
    detail: "SIGKILL out of memory",
  });
});

test("each stop is written down, also of two replicas at once and of one that stops again", () => {
  const { lines, become } = watch();
  become(DEAD, { ...DEAD, restarts: 3 });
  become(READY, READY);
  become(READY, { ...DEAD, since: new Date(2_000), restarts: 4 });
  become(READY, { ...DEAD, state: "quarantined", since: new Date(3_000), restarts: 4 });
  expect(lines).toHaveLength(4);
});
