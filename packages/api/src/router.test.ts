import type { Context } from "@millrace/db";
import { expect, test } from "vitest";
import { callByMember } from "./api-context.fixture.ts";
import { makeTeamWithDeployment, RESOURCES } from "./deployment.fixture.ts";
import { appRouter } from "./router.ts";

function callerFor(ctx: Context) {
  return appRouter.createCaller(callByMember(ctx));
}

test("a key is made, shown once, and revoked", async () => {
  const { ctx } = await makeTeamWithDeployment();
  const caller = callerFor(ctx);
  const { key, secret } = await caller.keys.create({ name: "laptop" });
  expect(secret.endsWith(key.lastFour)).toBe(true);
  expect(await caller.keys.revoke({ id: key.id })).toMatchObject({ id: key.id, revokedAt: expect.any(Date) });
});

test("a deployment is changed, stopped and deleted through the same verbs as everywhere", async () => {
  const { ctx, deployment } = await makeTeamWithDeployment();
  const caller = callerFor(ctx);
  const { id, name } = deployment;
  const resources = { ...RESOURCES, queueRequestsMax: 7 };
  const settings = { ...deployment.settings, residency: "on_demand" as const, cacheBytesMax: 2 ** 20 };
  const changed = await caller.deployments.update({
    id,
    resources,
    settings,
    expectedGeneration: deployment.generation,
  });
  expect(changed).toMatchObject({ resources, settings });
  expect(await caller.deployments.setWanted({ id, wanted: "stopped" })).toMatchObject({ state: "stopped" });
  await caller.deployments.delete({ id, name });
  expect(await caller.deployments.list()).toEqual([]);
});

test("a role without the right is told so by a stable code", async () => {
  const { as } = await makeTeamWithDeployment();
  await expect(callerFor(as("viewer")).keys.create({ name: "laptop" })).rejects.toMatchObject({
    code: "FORBIDDEN",
    cause: { code: "teams.not_allowed" },
  });
});

test("an input of another shape is refused without reaching a verb", async () => {
  const { ctx } = await makeTeamWithDeployment();
  const create = callerFor(ctx).keys.create as unknown as (input: unknown) => Promise<unknown>;
  await expect(create({ name: 7 })).rejects.toMatchObject({
    code: "BAD_REQUEST",
    cause: { code: "api.invalid" },
  });
});
