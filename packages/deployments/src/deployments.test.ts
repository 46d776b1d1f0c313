import { newId } from "@millrace/kernel";
import { fakeClock, makeTeam, type TestTeam, testDatabase } from "@millrace/testing";
import { describe, expect, test } from "vitest";
import {
  createDeployment,
  DEFAULT_SETTINGS,
  DEPLOYMENTS_MAX,
  deleteDeployment,
  getDeployment,
  listDeployments,
  type ResourceCheck,
  type Resources,
  setWanted,
  updateDeployment,
} from "./index.ts";

const db = await testDatabase();
const clock = fakeClock();
const modelVersionId = newId();
await db.sql(
  "INSERT INTO models (name, title, summary, task, license) VALUES ('embed', 'Embed', 's', 'feature-extraction', 'mit')",
);
await db.sql(
  `INSERT INTO model_versions
     (id, model_name, digest, folder, size_bytes, parameter_count, tokens_max, dimensions, labels, languages, card)
   VALUES ($1, 'embed', 'sha256:0', 'embed', 1, 1, 512, 384, '{}', '{en}', 'card')`,
  [modelVersionId],
);

const resources: Resources = {
  replicas: 2,
  threadsPerReplica: 1,
  memoryBytesMax: 5 * 2 ** 30,
  batchTokensMax: 4_096,
  batchRowsMax: 64,
  queueRequestsMax: 512,
};

function create(team: TestTeam, name = "search", role = "developer") {
  return createDeployment(team.as(role), { name, modelName: "embed", resources });
}

async function trail(teamId: string) {
  return db.sql("SELECT verb, before, after FROM audit_entries WHERE team_id = $1 ORDER BY id", [teamId]);
}

/** What a caller can tell of a fault. */
async function fault(work: Promise<unknown>): Promise<object> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Error ? { ...error, message: error.message } : {};
}

describe("createDeployment", () => {
  test("the newest version of the model is wanted at once, and the log says on what", async () => {
    const team = await makeTeam(db, clock);
    const deployment = await create(team);
    expect(deployment).toEqual({
      id: expect.any(String),
      name: "search",
      model: { name: "embed", title: "Embed", task: "feature-extraction", versionId: modelVersionId },
      wanted: "running",
      resources,
      settings: DEFAULT_SETTINGS,
      generation: 1,
      createdAt: clock.now(),
      updatedAt: clock.now(),
      state: "starting",
      reason: null,
      replicas: [],
      load: null,
    });
    expect(await getDeployment(team.as("viewer"), { name: "search" })).toEqual(deployment);
    expect(await trail(team.teamId)).toEqual([
      {
        verb: "deployment.create",
        before: null,
        after: {
          name: "search",
          modelName: "embed",
          modelVersionId,
          wanted: "running",
          ...resources,
          ...DEFAULT_SETTINGS,
        },
      },
    ]);
  });

  test.each(["viewer", "billing"])("a %s may not", async (role) => {
    const team = await makeTeam(db, clock);
    await expect(create(team, "search", role)).rejects.toMatchObject({ code: "teams.not_allowed" });
    expect(await listDeployments(team.as(role))).toEqual([]);
  });

  test.each(["", "a", "Search", "1search", "se arch", "suche-é", "x".repeat(41), "-a", "a/b", "a\nb"])(
    "%j is not a name",
    async (name) => {
      const team = await makeTeam(db, clock);
      await expect(create(team, name)).rejects.toMatchObject({ kind: "invalid", param: "name" });
    },
  );

  test.each([
    ["replicas", 0],
    ["replicas", 33],
    ["threadsPerReplica", 1.5],
    ["memoryBytesMax", 1],
    ["batchTokensMax", Number.NaN],
    ["queueRequestsMax", Number.POSITIVE_INFINITY],
  ])("%s cannot be %d", async (field, value) => {
    const team = await makeTeam(db, clock);
    const input = { name: "search", modelName: "embed", resources: { ...resources, [field]: value } };
    await expect(createDeployment(team.as("owner"), input)).rejects.toMatchObject({
      kind: "invalid",
      param: `resources.${field}`,
    });
  });

  test("a model that is not there cannot be deployed", async () => {
    const team = await makeTeam(db, clock);
    const input = { name: "search", modelName: "no-such-model", resources };
    await expect(createDeployment(team.as("owner"), input)).rejects.toMatchObject({
      kind: "not_found",
      code: "catalog.no_such_model",
    });
  });

  test("of two people who want the same name at once, one gets it", async () => {
    const team = await makeTeam(db, clock);
    const race = await Promise.allSettled([create(team), create(team), create(team)]);
    expect(race.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of race) {
      if (one.status === "rejected") {
        expect(one.reason).toMatchObject({ kind: "conflict", code: "deployments.name_taken", param: "name" });
      }
    }
    expect(await listDeployments(team.as("owner"))).toHaveLength(1);
  });

  test("a name that another team has is free", async () => {
    const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
    await create(theirs);
    await expect(create(ours)).resolves.toMatchObject({ name: "search" });
  });

  test("a team has no more deployments than allowed, however they are asked for", async () => {
    const team = await makeTeam(db, clock);
    await db.sql(
      `INSERT INTO deployments (team_id, id, name, model_version_id, model_name, task, wanted, replicas,
         threads_per_replica, memory_bytes_max, batch_tokens_max, batch_rows_max, queue_requests_max)
       SELECT $1, gen_random_uuid(), 'filler-' || n, $2, 'embed', 'feature-extraction', 'stopped', 1, 1, 1, 1, 1, 1
       FROM generate_series(1, $3) n`,
      [team.teamId, modelVersionId, DEPLOYMENTS_MAX - 1],
    );
    const race = await Promise.allSettled(["one", "two", "three"].map((name) => create(team, name)));
    const lost = race.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(lost).toHaveLength(2);
    for (const reason of lost) {
      expect(reason).toMatchObject({ kind: "precondition", code: "deployments.too_many" });
    }
  });
});

describe("updateDeployment", () => {
  const more = { ...resources, replicas: 3, queueRequestsMax: 9 };

  test("other resources raise the generation, and the log has both", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    clock.advance(1_000);
    const updated = await updateDeployment(team.as("developer"), {
      id,
      resources: more,
      expectedGeneration: 1,
    });
    expect(updated).toMatchObject({ generation: 2, resources: more, updatedAt: clock.now() });
    expect((await trail(team.teamId)).at(-1)).toEqual({
      verb: "deployment.update",
      before: { name: "search", ...resources, ...DEFAULT_SETTINGS },
      after: { name: "search", ...more, ...DEFAULT_SETTINGS },
    });
  });

  test("of two people who changed the same thing, the second is told", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    const change = (replicas: number) =>
      updateDeployment(team.as("owner"), {
        id,
        resources: { ...resources, replicas },
        expectedGeneration: 1,
      });
    const race = await Promise.allSettled([change(3), change(4), change(5)]);
    const lost = race.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(lost).toHaveLength(2);
    for (const reason of lost) {
      expect(reason).toMatchObject({ kind: "conflict", code: "deployments.changed_meanwhile" });
    }
    expect(await getDeployment(team.as("owner"), { name: "search" })).toMatchObject({ generation: 2 });
    expect(await trail(team.teamId)).toHaveLength(2);
  });

  test("the same resources again change nothing and are not recorded", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    const input = { id, resources: { ...resources }, expectedGeneration: 1 };
    expect(await updateDeployment(team.as("owner"), input)).toMatchObject({ generation: 1 });
    expect(await trail(team.teamId)).toHaveLength(1);
  });

  test("a viewer may not", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    const work = updateDeployment(team.as("viewer"), { id, resources: more, expectedGeneration: 1 });
    await expect(work).rejects.toMatchObject({ code: "teams.not_allowed" });
  });
});

describe("setWanted", () => {
  test("stopping and starting are recorded, once each", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    const ctx = team.as("developer");
    expect(await setWanted(ctx, { id, wanted: "stopped" })).toMatchObject({
      state: "stopped",
      generation: 2,
    });
    expect(await setWanted(ctx, { id, wanted: "stopped" })).toMatchObject({ generation: 2 });
    expect(await setWanted(ctx, { id, wanted: "running" })).toMatchObject({
      state: "starting",
      generation: 3,
    });
    expect((await trail(team.teamId)).slice(1)).toEqual([
      {
        verb: "deployment.stop",
        before: { name: "search", wanted: "running" },
        after: { name: "search", wanted: "stopped" },
      },
      {
        verb: "deployment.start",
        before: { name: "search", wanted: "stopped" },
        after: { name: "search", wanted: "running" },
      },
    ]);
  });

  test("a viewer may not", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    await expect(setWanted(team.as("viewer"), { id, wanted: "stopped" })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
  });
});

describe("deleteDeployment", () => {
  test("what is deleted is gone, and the log remembers it", async () => {
    const team = await makeTeam(db, clock);
    const { id, name } = await create(team);
    await deleteDeployment(team.as("owner"), { id, name });
    expect(await listDeployments(team.as("owner"))).toEqual([]);
    expect((await trail(team.teamId)).at(-1)).toEqual({
      verb: "deployment.delete",
      before: { name, modelName: "embed", wanted: "running", ...resources, ...DEFAULT_SETTINGS },
      after: null,
    });
    await expect(create(team, name)).resolves.toMatchObject({ name });
  });

  test("a mistyped name deletes nothing", async () => {
    const team = await makeTeam(db, clock);
    const { id } = await create(team);
    const work = deleteDeployment(team.as("owner"), { id, name: "serach" });
    await expect(work).rejects.toMatchObject({ kind: "precondition", code: "deployments.name_differs" });
    expect(await listDeployments(team.as("owner"))).toHaveLength(1);
    expect(await trail(team.teamId)).toHaveLength(1);
  });

  test("deleting twice at once deletes and records once", async () => {
    const team = await makeTeam(db, clock);
    const { id, name } = await create(team);
    const race = await Promise.allSettled(
      [1, 2, 3].map(() => deleteDeployment(team.as("owner"), { id, name })),
    );
    expect(race.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await trail(team.teamId)).toHaveLength(2);
  });

  test("a viewer may not", async () => {
    const team = await makeTeam(db, clock);
    const { id, name } = await create(team);
    await expect(deleteDeployment(team.as("viewer"), { id, name })).rejects.toMatchObject({
      code: "teams.not_allowed",
    });
  });
});

test("another team's deployment looks exactly like one that does not exist, to every verb", async () => {
  const [ours, theirs] = [await makeTeam(db, clock), await makeTeam(db, clock)];
  const foreign = await create(theirs, "secret");
  const ctx = ours.as("owner");
  const verbs = [
    ({ id }: { id: string }) => updateDeployment(ctx, { id, resources, expectedGeneration: 1 }),
    ({ id }: { id: string }) => setWanted(ctx, { id, wanted: "stopped" as const }),
    ({ id, name }: { id: string; name: string }) => deleteDeployment(ctx, { id, name }),
    ({ name }: { name: string }) => getDeployment(ctx, { name }),
  ];
  for (const verb of verbs) {
    const answer = await fault(verb(foreign));
    expect(answer).toMatchObject({ kind: "not_found", code: "deployments.no_such_deployment" });
    expect(answer).toEqual(await fault(verb({ id: newId(), name: "nowhere" })));
    expect(answer).toEqual(await fault(verb({ id: newId(), name: "\u0000 or\n worse" })));
  }
  expect(await listDeployments(ctx)).toEqual([]);
  expect(await listDeployments(theirs.as("owner"))).toEqual([foreign]);
});

test("each change that may ask for more is checked when it is written, and undone where it is refused", async () => {
  const team = await makeTeam(db, clock);
  const asked: object[] = [];
  const note: ResourceCheck = async (_tx, _ctx, { before, after }) => {
    asked.push({ before: before?.replicas ?? null, after: after.replicas });
  };
  const refuse: ResourceCheck = async () => {
    throw new Error("no more");
  };
  const wanted = { name: "checked", modelName: "embed", resources };
  await expect(createDeployment(team.as("developer"), wanted, [refuse])).rejects.toThrow("no more");
  expect(await listDeployments(team.as("viewer"))).toEqual([]);
  const { id, generation } = await createDeployment(team.as("developer"), wanted, [note]);
  const change = { id, resources: { ...resources, replicas: 5 }, expectedGeneration: generation };
  await expect(updateDeployment(team.as("developer"), change, [refuse])).rejects.toThrow("no more");
  await updateDeployment(team.as("developer"), change, [note]);
  await setWanted(team.as("developer"), { id, wanted: "stopped" }, [refuse]);
  const { generation: stopped } = await getDeployment(team.as("viewer"), { name: "checked" });
  const whileStopped = { id, resources: { ...resources, replicas: 9 }, expectedGeneration: stopped };
  await updateDeployment(team.as("developer"), whileStopped, [refuse]);
  await expect(setWanted(team.as("developer"), { id, wanted: "running" }, [refuse])).rejects.toThrow(
    "no more",
  );
  await setWanted(team.as("developer"), { id, wanted: "running" }, [note]);
  expect(asked).toEqual([
    { before: null, after: 2 },
    { before: 2, after: 5 },
    { before: null, after: 9 },
  ]);
});
