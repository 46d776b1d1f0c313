import { setWanted } from "@millrace/deployments";
import { expect, test } from "vitest";
import { makeTeamWithDeployment } from "./deployment.fixture.ts";
import { watchDeployment } from "./watch-deployment.ts";

const LOOK_EVERY_MS = 5;

test("a watcher sees the deployment at once, and again when it has changed, but not in between", async () => {
  const { ctx, deployment } = await makeTeamWithDeployment();
  const watch = watchDeployment(async () => ctx, deployment.name, { lookEveryMs: LOOK_EVERY_MS });
  expect((await watch.next()).value).toMatchObject({ id: deployment.id, wanted: "running" });

  const next = watch.next();
  await setWanted(ctx, { id: deployment.id, wanted: "stopped" });
  expect((await next).value).toMatchObject({ id: deployment.id, wanted: "stopped" });
  await watch.return(undefined);
});

test("a watcher that leaves ends its stream at once, however long the next look is away", async () => {
  const { ctx, deployment } = await makeTeamWithDeployment();
  const leaving = new AbortController();
  const watch = watchDeployment(async () => ctx, deployment.name, {
    signal: leaving.signal,
    lookEveryMs: 3_600_000,
  });
  await watch.next();
  const end = watch.next();
  leaving.abort();
  expect(await end).toEqual({ done: true, value: undefined });
});

test("what belongs to another team cannot be watched, and looks like what does not exist", async () => {
  const { deployment } = await makeTeamWithDeployment();
  const other = await makeTeamWithDeployment("theirs");
  const answers = [deployment.name, "nothing"].map((name) =>
    watchDeployment(async () => other.ctx, name).next(),
  );
  const [foreign, missing] = await Promise.allSettled(answers);
  expect(foreign).toMatchObject({ status: "rejected", reason: { kind: "not_found" } });
  expect(missing).toEqual(foreign);
});

test("a watcher who loses the right to see it is out at the next look", async () => {
  const { as, deployment } = await makeTeamWithDeployment();
  let role = "viewer";
  const watch = watchDeployment(async () => as(role), deployment.name, { lookEveryMs: LOOK_EVERY_MS });
  await watch.next();
  role = "nobody";
  await expect(watch.next()).rejects.toMatchObject({ kind: "forbidden" });
});
